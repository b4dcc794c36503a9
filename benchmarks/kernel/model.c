/* The model as a C programmer would write it: the limit that the compiled engine is held to.

   Every rule of alliance_sim is here, in the same order and with the same operations, so that states, dyads and
   outcomes are the same to the bit; `benchmarks/limit.py` builds it, checks that and times it. It is not shipped.
   Build: cc -O3 -march=native -ffp-contract=off -fno-math-errno -shared -fPIC. `given.h` is written by limit.py. */

#include "given.h"
#include "rules.h"
#include "life.h"
#include "states.h"
#include "crises.h"
#include "realignment.h"
#include "measures.h"

static void step_standing(const Given *g, Life *now, int64_t t, int64_t i) {
    int64_t to = now->moving_to[i], k = g->standings;
    double elapsed = (double)(t - now->since[i]), years = (double)now->phase_in[i];
    now->guarantee[i] = phased(now->from_guarantee[i], g->levels[to], elapsed, years);
    now->integration[i] = phased(now->from_integration[i], g->levels[k + to], elapsed, years);
    now->exercises[i] = phased(now->from_exercises[i], g->levels[2 * k + to], elapsed, years);
    if (elapsed >= years) {
        now->standing[i] = to, now->settled[i] = 1;
        now->votes[i] = g->levels[3 * k + to];
    }
}

static void move_standings(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t n = g->n, any = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        if (!now->settled[i]) {
            step_standing(g, now, t, i);
            now->moved[i] = 1;
        }
        if (now->votes[i] > 0.0) now->in_area[i] = 1;
        any |= now->moved[i];
    }
    if (!any) return;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i + 1; j < n; j++) {
            if (!g->ally[i] || !g->ally[j] || !(now->moved[i] || now->moved[j])) continue;
            if (now->linked[i * n + j]) promise_each_other(g, p, now, i, j);
            else if (now->guarantee[i] * now->guarantee[j] > 0.0) form_tie(g, p, now, i, j);
        }
}

static void events(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t n = g->n;
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        int64_t ti = t * n + i;
        now->moved[i] = g->said_hosting[ti] != now->hosting[i];
        now->stance[i] = g->said_stance[ti], now->guardrail[i] = g->said_guardrail[ti];
        now->readiness[i] = g->said_readiness[ti], now->will[i] = g->said_will[ti];
        now->hosting[i] = g->said_hosting[ti];
    }
    for (int64_t row = 0; row < g->concluded_rows; row++) {
        const int64_t *pact = g->concluded + 4 * row;
        if (pact[0] != t) continue;
        int64_t i = pact[1], j = pact[2];
        if (!now->linked[i * n + j]) form_tie(g, p, now, i, j);
        now->treaty[i * n + j] = now->treaty[j * n + i] = pact[3] ? 0.0 : 1.0;
        promise_each_other(g, p, now, i, j);
    }
    for (int64_t row = 0; row < g->decided_rows; row++) {
        const int64_t *order = g->decided + 4 * row;
        if (order[0] == t) decide_standing(now, t, order[1], order[2], order[3]);
    }
    move_standings(g, p, now, t);
    double faded = faded_in_a_year(p->letter_half_life);
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        now->letters[i] = now->letters[i] * faded + g->letter_pressure[t * n + i];
        double pledged = now->votes[i] > 0.0 ? p->guideline_pressure * g->urgency[t] : 0.0;
        now->pressure[i] = smaller(1.0, g->receptivity[i] * (pledged + now->letters[i]));
    }
    if (t < g->voiced_from) return;
    const double *voiced = g->voiced + t * n * n;
    for (int64_t ij = 0; ij < n * n; ij++)
        now->voice[ij] = now->linked[ij] ? faded * now->voice[ij] + voiced[ij] : now->voice[ij];
}

static void growth(const Given *g, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++)
        now->gdp[i] = now->gdp[i] * (1.0 + g->growth[t * g->n + i]) * g->level[t * g->n + i];
}

static void perception(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++) {
        if (!g->ally[i]) continue;
        double noise = g->menace[t * g->n + i];
        if (p->perception_noise > 0.0) noise += logistic_noise(draw(g, now, t, PERCEPTION, i), p->perception_noise);
        double seen = shift_odds(threat(g, p, now, t, i, defence(now, i), true), noise);
        now->perceived[i] = next_perception(now->perceived[i], seen, p->perception_rate, now->shock[i]);
    }
}

/* Between two states without a tie reliance is 0, so that nothing is brought and nothing spills in. */
static void reliance_and_aid(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t n = g->n;
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        const double *restrict tie = now->tie + i * n, *restrict joint = now->joint + i * n;
        const double *restrict reliance = now->reliance + i * n, *restrict left = g->help_left + i * n;
        double *restrict brought = now->brought + i * n, aid = 0.0, spill_in = 0.0;
        for (int64_t j = 0; j < n; j++) {
            double usable = p->interoperability_floor + (1.0 - p->interoperability_floor) * joint[j] * tie[j];
            brought[j] = expected_aid(reliance[j], usable, now->readiness[j], now->capability[j], left[j]);
        }
        for (int64_t j = 0; j < n; j++) {
            aid += brought[j];
            spill_in += reliance[j] * now->budget[j];
        }
        now->aid[i] = aid, now->spill_in[i] = spill_in;
    }
    for (int64_t i = 0; i < n; i++)
        if (g->ally[i]) now->attack[i] = threat(g, p, now, t, i, defence(now, i), false);
}

static void budgets(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++) {
        double share = g->ordered_share[t * g->n + i];
        if (isnan(share) && !g->ally[i]) share = now->share[i];
        if (isnan(share)) {
            double demand = exp(p->threat_elasticity * (now->perceived[i] - now->base_perceived[i]));
            double target = joint_product(
                now->gdp[i], now->spill_in[i], g->public_weight[i], g->private_weight[i], demand, g->guideline_aim[t],
                now->pressure[i]
            );
            share = next_share(now->share[i], target, p->spending_inertia, p->spending_growth_ceiling);
        }
        share = larger(0.0, share + g->budget_change[t * g->n + i]);
        now->share[i] = share;
        now->budget[i] = share * now->gdp[i];
    }
}

static void capability(const Given *g, const Parameters *p, Life *now) {
    for (int64_t i = 0; i < g->n; i++)
        now->capability[i] = (1.0 - p->depreciation) * now->capability[i] + now->budget[i] * g->efficiency[i];
}

/* The chance that a state is called on, for all states at once; promises are the same both ways, and 0 without a tie. */
static void expect_entrapment(const Given *g, Life *now) {
    int64_t n = g->n;
    double chance[n];
    for (int64_t i = 0; i < n; i++) chance[i] = 0.0;
    for (int64_t j = 0; j < n; j++) {
        if (!g->ally[j]) continue;
        const double *restrict promised = now->promise + j * n, attack = now->attack[j];
        for (int64_t i = 0; i < n; i++) chance[i] = either(chance[i], promised[i] * attack);
    }
    for (int64_t i = 0; i < n; i++)
        if (g->ally[i]) now->entrapment[i] = chance[i];
}

/* `shift_odds` for a row, from what `odds_gain` gives. */
static void shift_all(int64_t n, const double *restrict chance, const double *restrict gain, double *restrict to) {
    for (int64_t j = 0; j < n; j++) {
        double shifted = smaller(1.0, chance[j] * (1.0 + gain[j]) / (1.0 + chance[j] * gain[j]));
        to[j] = chance[j] <= 0.0 ? 0.0 : chance[j] >= 1.0 ? 1.0 : shifted;
    }
}

static void learning(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t n = g->n;
    for (int64_t i = 0; i < n; i++) {
        bool heard = g->ally[i] && p->signal_noise > 0.0;
        now->noise[i] = heard ? logistic_noise(draw(g, now, t, SIGNAL, i), p->signal_noise) : 0.0;
        now->noise_gain[i] = odds_gain(now->noise[i]);
    }
    expect_entrapment(g, now);
    double leaning[n], entrapping[n], change[n];
    for (int64_t j = 0; j < n; j++) {
        leaning[j] = p->willingness_stance * (1.0 - now->guardrail[j]) * now->stance[j];
        entrapping[j] = p->willingness_entrapment * (now->entrapment[j] - now->base_entrapment[j]);
    }
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        const double *restrict tie = now->tie + i * n, *restrict base_tie = now->base_tie + i * n;
        const double *restrict voice = now->voice + i * n, *restrict promised = now->promise + i * n;
        const double *restrict tripwire = g->tripwire + t * n * n + i * n, *restrict tone = g->tone + t * n * n + i * n;
        const double *restrict reliance = now->reliance + i * n;
        double *restrict willing = now->willingness + i * n, *restrict learnt = now->learnt + i * n;
        for (int64_t j = 0; j < n; j++)
            change[j] = p->willingness_tie * (tie[j] - base_tie[j]) + leaning[j]
                - p->willingness_grievance * voice[j] * now->shortfall[i]
                + (p->willingness_tripwire * tripwire[j] + now->confronting[j]) - entrapping[j];
        for (int64_t j = 0; j < n; j++) change[j] = bounded(change[j]);
        /* what is 0 or 1 stays as it is, so that no exponential is spent on it */
        for (int64_t j = 0; j < n; j++) change[j] = promised[j] > 0.0 && promised[j] < 1.0 ? expm1(change[j]) : 0.0;
        shift_all(n, promised, change, willing);
        if (g->toned[t * n + i]) {
            for (int64_t j = 0; j < n; j++)
                change[j] = tone[j] != 0.0 ? odds_gain(tone[j] + now->noise[j]) : now->noise_gain[j];
            shift_all(n, willing, change, learnt);
        } else shift_all(n, willing, now->noise_gain, learnt);
        for (int64_t j = 0; j < n; j++) learnt[j] = reliance[j] + p->learning_rate * (learnt[j] - reliance[j]);
    }
}

static void ties(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t n = g->n;
    const double *practised = g->practised + t * n * n;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i + 1; j < n; j++) {
            int64_t ij = i * n + j, ji = j * n + i;
            if (!now->linked[ij]) continue;
            double mutual = 0.5 * (now->reliance[ij] + now->reliance[ji]);
            double closer = now->tie[ij] + p->tie_rate * (now->exercised[ij] * mutual - now->tie[ij]);
            now->tie[ij] = now->tie[ji] = larger(0.0, smaller(1.0, closer + practised[ij]));
        }
    memcpy(now->reliance, now->learnt, n * n * sizeof(double));
}

static void feel_anxiety(const Given *g, Life *now) {
    int64_t n = g->n;
    double ready[n];
    for (int64_t j = 0; j < n; j++) ready[j] = now->readiness[j] * now->capability[j];
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        double missing = 0.0, possible = ready[i];
        for (int64_t j = 0; j < n; j++) {
            double could_come = now->linked[i * n + j] ? ready[j] * g->help_left[i * n + j] : 0.0;
            possible += could_come;
            missing += could_come * (1.0 - now->reliance[i * n + j]);
        }
        now->anxiety[i] = possible > 0.0 ? missing / possible : 0.0;
    }
}

static void live_year(const Given *g, const Parameters *p, Life *now, int64_t t) {
    events(g, p, now, t);
    if (t > 0) growth(g, now, t);
    perception(g, p, now, t);
    reliance_and_aid(g, p, now, t);
    if (t > 0) budgets(g, p, now, t);
    if (t > 0) capability(g, p, now);
    crises(g, p, now, t);
    learning(g, p, now, t);
    ties(g, p, now, t);
    realignment(g, p, now, t);
    feel_anxiety(g, now);
}

static Life *first_year(const Given *g, const Parameters *p) {
    Life *now = new_life(g);
    int64_t n = g->n, k = g->standings;
    for (int64_t i = 0; i < n; i++) {
        now->gdp[i] = g->first_gdp[i], now->share[i] = g->first_share[i], now->budget[i] = g->first_budget[i];
        now->capability[i] = g->first_capability[i], now->readiness[i] = g->first_readiness[i];
        if (!g->ally[i]) continue;
        int64_t to = g->first_standing[i];
        now->attack[i] = now->perceived[i] = now->base_perceived[i] = g->first_attack[i];
        now->aid[i] = g->first_aid[i], now->spill_in[i] = g->first_spill_in[i];
        now->entrapment[i] = now->base_entrapment[i] = g->first_entrapment[i];
        now->stance[i] = g->first_stance[i], now->guardrail[i] = g->first_guardrail[i];
        now->guarantee[i] = g->levels[to], now->integration[i] = g->levels[k + to];
        now->exercises[i] = g->levels[2 * k + to], now->votes[i] = g->levels[3 * k + to];
        now->standing[i] = now->moving_to[i] = to;
        now->settled[i] = 1, now->in_area[i] = now->votes[i] > 0.0;
    }
    for (int64_t ij = 0; ij < n * n; ij++) {
        if (!(now->linked[ij] = g->first_linked[ij])) continue;
        now->reliance[ij] = g->first_reliance[ij], now->treaty[ij] = g->pact[ij];
        now->tie[ij] = now->base_tie[ij] = g->first_tie[ij];
    }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = i + 1; j < n; j++)
            if (now->linked[i * n + j]) promise_each_other(g, p, now, i, j);
    look_around(g, p, now, 0);
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        now->usual_shock[i] = usual_shock(g, p, now, i);
        remember_standing(g, p, now, 0, i);
        for (int64_t rank = 0; rank < g->rivals; rank++) now->base_relief[rank * n + i] = relief(g, p, now, i, rank);
    }
    return now;
}

/* state [what, run, year, i] and standing [run, year, i]: what only allies have is not defined for an adversary. */
static void write_states(const Given *g, const Life *now, int64_t runs, int64_t run, int64_t t, double *state, int8_t *standing) {
    int64_t n = g->n, row = (run * g->years + t) * n, size = runs * g->years * n, what = 0;
#define WRITE(name) memcpy(state + what++ * size + row, now->name, n * sizeof(double));
    RECORDED_STATES(WRITE)
#undef WRITE
    for (int64_t i = 0; i < n; i++) standing[row + i] = g->ally[i] ? (int8_t)now->standing[i] : -1;
    for (int64_t rank = 0; rank < g->rivals; rank++)
        for (int64_t k = 4; k < 16; k++)
            if (k != 11) state[k * size + row + g->adversaries[rank]] = NAN;
}

/* dyads [what, year, i, j]: added up over the runs, in their order. */
static void add_dyads(const Given *g, const Life *now, int64_t run, int64_t t, double *dyads) {
    int64_t n = g->n, size = g->years * n * n, what = 0;
#define ADD(name) \
    { \
        double *restrict to = dyads + what++ * size + t * n * n; \
        if (run == 0) memcpy(to, now->name, n * n * sizeof(double)); \
        else for (int64_t ij = 0; ij < n * n; ij++) to[ij] += now->name[ij]; \
    }
    RECORDED_DYADS(ADD)
#undef ADD
}

/* Live through one run for every key. counts [run]: changes written. A table that is NULL is not wanted. */
void live(
    const Given *g, const Parameters *p, int64_t runs, const uint64_t *keys, int64_t *counts, double *outcomes,
    double *state, double *dyads, int8_t *standing, double *changes, int64_t room
) {
    Life *first = first_year(g, p), *now = new_life(g);
    double values[OUTCOMES];
    now->room = room;
    for (int64_t run = 0; run < runs; run++) {
        begin_again(g, first, now);
        now->key = keys[run], now->changes = changes ? changes + run * room * 6 : NULL;
        for (int64_t t = 0; t < g->years; t++) {
            live_year(g, p, now, t);
            if (state) write_states(g, now, runs, run, t, state, standing);
            if (dyads) add_dyads(g, now, run, t, dyads);
            if (!outcomes) continue;
            measure(g, now, t, values);
            for (int64_t k = 0; k < OUTCOMES; k++) outcomes[(k * runs + run) * g->years + t] = values[k];
        }
        counts[run] = now->written;
    }
    free_life(first), free_life(now);
}
