/* What one run lives in: plain arrays by state [i], by dyad [i * n + j] and toward adversaries [rank * n + i]. All of
   them lie in one block for each type, so that a run begins with three copies. */

#include <stdlib.h>
#include <string.h>

#define RECORDED_STATES(X) \
    X(gdp) X(share) X(budget) X(capability) X(attack) X(perceived) X(aid) X(spill_in) X(pressure) X(stance) \
    X(guardrail) X(readiness) X(guarantee) X(votes) X(anxiety) X(entrapment)
#define STATES(X) \
    RECORDED_STATES(X) X(integration) X(exercises) X(will) X(hosting) X(letters) X(shock) X(noise) X(noise_gain) X(confronting) \
    X(shortfall) X(base_share) X(base_perceived) X(base_entrapment) X(base_benefit) X(base_cost) X(base_votes) \
    X(usual_shock) X(from_guarantee) X(from_integration) X(from_exercises) X(worth) X(price) X(threatened) X(ready)
#define RECORDED_DYADS(X) X(tie) X(reliance) X(willingness) X(brought)
#define DYADS(X) RECORDED_DYADS(X) X(promise) X(voice) X(base_tie) X(treaty) X(joint) X(exercised) X(learnt)
#define TOWARD(X) X(accommodation) X(base_relief) X(relieved) X(attacked)
#define WHOLES(X) \
    X(standing) X(moving_to) X(since) X(phase_in) X(settled) X(leaving) X(joining) X(in_area) X(moved) X(decided) X(watched)

typedef struct {
    int64_t rank, target, severity, called, honoured;
    bool held;
    int8_t *came; /* by ally: 0 not called, 1 came, 2 stayed away */
} Crisis;

typedef struct {
    int64_t one, other;
    double ours, theirs;
} Wanted;

typedef struct {
    double *numbers;
    int64_t *wholes;
    uint8_t *linked; /* [i * n + j]: whether two states have a tie */
#define POINTER(name) double *name;
    STATES(POINTER) DYADS(POINTER) TOWARD(POINTER)
#undef POINTER
#define POINTER(name) int64_t *name;
    WHOLES(POINTER)
#undef POINTER
    int64_t *waiting, waiting_count, crisis_count, wanted_count, written, room;
    double *changes; /* of this run, six numbers each, or NULL */
    Crisis *crises;
    Wanted *wanted;
    double *scratch; /* for the measures: two matrices and four rows */
    uint64_t key;
} Life;

#define COUNT(name) +1
enum { STATE_ROWS = 0 STATES(COUNT), DYAD_ROWS = 0 DYADS(COUNT), TOWARD_ROWS = 0 TOWARD(COUNT), WHOLE_ROWS = 0 WHOLES(COUNT) };
#undef COUNT

static size_t numbers_of(const Given *g) {
    return STATE_ROWS * g->n + DYAD_ROWS * g->n * g->n + TOWARD_ROWS * g->rivals * g->n;
}

static Life *new_life(const Given *g) {
    size_t n = g->n;
    Life *now = calloc(1, sizeof(Life));
    double *at = now->numbers = calloc(numbers_of(g), sizeof(double));
#define PLACE(name) now->name = at, at += n;
    STATES(PLACE)
#undef PLACE
#define PLACE(name) now->name = at, at += n * n;
    DYADS(PLACE)
#undef PLACE
#define PLACE(name) now->name = at, at += g->rivals * n;
    TOWARD(PLACE)
#undef PLACE
    int64_t *whole = now->wholes = calloc(WHOLE_ROWS * n, sizeof(int64_t));
#define PLACE(name) now->name = whole, whole += n;
    WHOLES(PLACE)
#undef PLACE
    size_t most = g->rivals * n + g->challenged_rows;
    now->linked = calloc(n * n, 1);
    now->waiting = calloc(g->applied_rows + 1, sizeof(int64_t));
    now->crises = calloc(most, sizeof(Crisis));
    int8_t *came = calloc(most * n, 1);
    for (size_t number = 0; number < most; number++) now->crises[number].came = came + number * n;
    now->wanted = calloc(n * n, sizeof(Wanted));
    now->scratch = calloc(2 * n * n + 4 * n, sizeof(double));
    return now;
}

static void free_life(Life *now) {
    free(now->numbers), free(now->wholes), free(now->linked), free(now->waiting), free(now->crises[0].came);
    free(now->crises), free(now->wanted), free(now->scratch), free(now);
}

static void begin_again(const Given *g, const Life *first, Life *now) {
    memcpy(now->numbers, first->numbers, numbers_of(g) * sizeof(double));
    memcpy(now->wholes, first->wholes, WHOLE_ROWS * g->n * sizeof(int64_t));
    memcpy(now->linked, first->linked, g->n * g->n);
    now->waiting_count = now->written = 0;
}

static void write_change(Life *now, int64_t t, int64_t i, int what, double a, double b, double c) {
    if (now->changes && now->written < now->room) {
        double *row = now->changes + 6 * now->written;
        row[0] = t, row[1] = i, row[2] = what, row[3] = a, row[4] = b, row[5] = c;
    }
    now->written++;
}
