/* The rules of the model and its draws, written by hand in C: the same operations in the same order as in
   alliance_sim/rules and alliance_sim/draws.py, so that the results are the same to the bit. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static inline double larger(double a, double b) { return b > a ? b : a; }
static inline double smaller(double a, double b) { return b < a ? b : a; }
static inline double bounded(double x) { return larger(-700.0, smaller(700.0, x)); }

/* draws */

enum { PERCEPTION = 1, SIGNAL, CHALLENGE, SEVERITY, HONOUR, HOLD, STEP_DOWN, JOIN, PACT, ACCOMMODATE };

static inline uint64_t splitmix64(uint64_t state) {
    uint64_t z = state + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline double uniform(uint64_t seed, uint64_t stream, uint64_t year, uint64_t i, uint64_t j) {
    uint64_t mixed = splitmix64(splitmix64(splitmix64(splitmix64(seed ^ stream) ^ year) ^ i) ^ j);
    return ((double)(mixed >> 12) + 0.5) * 2.220446049250313e-16;
}

/* odds */

static inline double odds_gain(double log_odds) { return expm1(bounded(log_odds)); }

static inline double shift_odds(double probability, double log_odds) {
    if (probability <= 0.0) return 0.0;
    if (probability >= 1.0) return 1.0;
    double gain = odds_gain(log_odds);
    return smaller(1.0, probability * (1.0 + gain) / (1.0 + probability * gain));
}

static inline double logistic_noise(double draw, double scale) { return scale * log(draw / (1.0 - draw)); }
static inline double either(double first, double second) { return first + (1.0 - first) * second; }

/* threat */

static inline double contest_chance(double power, double defence, double exponent) {
    if (power <= 0.0) return 0.0;
    if (defence <= 0.0) return 1.0;
    double advantage = exponent * (log(power) - log(defence));
    return 1.0 / (1.0 + exp(bounded(-advantage)));
}

static inline double next_perception(double perceived, double seen, double rate, double shock) {
    return larger(0.0, smaller(1.0, perceived + rate * (seen - perceived) + shock));
}

static inline double faded_in_a_year(double half_life) { return exp(-log(2.0) / half_life); }

/* burden: joint products */

static inline double best_response(double income, double spill_in, double public_weight, double private_weight) {
    double claim = (public_weight + private_weight) * income - (1.0 - public_weight) * spill_in;
    double product = 4.0 * private_weight * income * spill_in;
    double root = sqrt(claim * claim + product);
    if (claim >= 0.0) return 0.5 * (claim + root);
    if (product == 0.0) return 0.0;
    return 0.5 * product / (root - claim);
}

static inline double joint_product(
    double income, double spill_in, double public_weight, double private_weight, double threat, double guideline,
    double pressure
) {
    double scale = smaller(threat, 0.95 / larger(public_weight + private_weight, 1e-12));
    double desired = best_response(income, spill_in, public_weight * scale, private_weight * scale) / income;
    return desired + pressure * larger(0.0, guideline - desired);
}

static inline double next_share(double share, double target, double inertia, double ceiling) {
    double moved = share + inertia * (target - share);
    if (share > 0.0) moved = smaller(moved, share * (1.0 + ceiling));
    return larger(0.0, moved);
}

/* commitment */

static inline double promise(double giver, double receiver, double pact, double prior) {
    return prior * larger(giver * receiver, pact);
}

static inline double joint_level(double first, double second, double pact, double pact_level) {
    return larger(sqrt(first * second), pact * pact_level);
}

static inline double expected_aid(double reliance, double usable, double readiness, double capability, double left) {
    return reliance * usable * readiness * capability * left;
}

static inline double grievance(double share, double guideline) {
    return guideline <= 0.0 ? 0.0 : larger(0.0, guideline - share) / guideline;
}

/* crises */

enum { GREY_ZONE, LIMITED, MAJOR };

static inline double of_severity(int64_t severity, double grey_zone, double limited, double major) {
    return severity == GREY_ZONE ? grey_zone : severity == LIMITED ? limited : major;
}

static inline double after_loss(double stock, double loss, bool held) {
    return stock * (1.0 - (held ? 0.5 * loss : loss));
}

/* alignment */

static inline double phased(double before, double after, double elapsed, double years) {
    return elapsed >= years ? after : before + (after - before) * (elapsed / years);
}

static inline double chance_to_act(double net, double temperature) {
    return 1.0 / (1.0 + exp(bounded(-net / temperature)));
}

static inline double security_gain(double without, double with, double loss) { return loss * (without - with); }

static inline double net_advantage(
    double benefit, double base_benefit, double cost, double base_cost, double attachment
) {
    return attachment + (benefit - base_benefit) - (cost - base_cost);
}
