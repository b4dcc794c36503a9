/* What a state sees and weighs, and what two states promise each other. */

static inline double draw(const Given *g, const Life *now, int64_t t, int stream, int64_t i) {
    return uniform(now->key, stream, g->start + t, g->keys[i], 0);
}

static inline double draw_pair(const Given *g, const Life *now, int64_t t, int stream, int64_t i, int64_t j) {
    return uniform(now->key, stream, g->start + t, g->keys[i], g->keys[j]);
}

static inline double power_at(const Given *g, const Life *now, int64_t rank, int64_t i) {
    return now->capability[g->adversaries[rank]] * g->power_left[rank * g->n + i];
}

static inline double own_strength(const Life *now, int64_t i) { return now->readiness[i] * now->capability[i]; }
static inline double defence(const Life *now, int64_t i) { return own_strength(now, i) + now->aid[i]; }

static inline double threat_by(
    const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i, int64_t rank, double behind, bool seen
) {
    int64_t at = rank * g->n + i, year = t * g->rivals * g->n + at;
    double intent = g->intent[year] * (1.0 - now->accommodation[at]);
    if (seen) intent *= g->seen_intent[year];
    return intent * contest_chance(power_at(g, now, rank, i), behind, p->contest_exponent);
}

static inline double threat(
    const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i, double behind, bool seen
) {
    double chance = 0.0;
    for (int64_t rank = 0; rank < g->rivals; rank++)
        chance = either(chance, threat_by(g, p, now, t, i, rank, behind, seen));
    return chance;
}

static inline double willing_to_help(
    const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t j, int64_t i
) {
    int64_t n = g->n, ij = i * n + j;
    double complaint = p->willingness_grievance * now->voice[ij] * now->shortfall[i];
    double gain = p->willingness_tripwire * g->tripwire[t * n * n + ij] + now->confronting[j];
    double change = p->willingness_tie * (now->tie[ij] - now->base_tie[ij])
        + p->willingness_stance * (1.0 - now->guardrail[j]) * now->stance[j] - complaint + gain
        - p->willingness_entrapment * (now->entrapment[j] - now->base_entrapment[j]);
    return shift_odds(now->promise[ij], change);
}

static void promise_each_other(const Given *g, const Parameters *p, Life *now, int64_t i, int64_t j) {
    int64_t ij = i * g->n + j, ji = j * g->n + i;
    double treaty = now->treaty[ij];
    now->promise[ij] = promise(now->guarantee[j], now->guarantee[i], treaty, p->prior);
    now->promise[ji] = promise(now->guarantee[i], now->guarantee[j], treaty, p->prior);
    double one = smaller(1.0, now->integration[i] + now->hosting[i]);
    double other = smaller(1.0, now->integration[j] + now->hosting[j]);
    now->joint[ij] = now->joint[ji] = joint_level(one, other, treaty, p->pact_integration);
    now->exercised[ij] = now->exercised[ji] =
        joint_level(now->exercises[i], now->exercises[j], treaty, p->pact_integration);
}

static void form_tie(const Given *g, const Parameters *p, Life *now, int64_t i, int64_t j) {
    int64_t ij = i * g->n + j, ji = j * g->n + i;
    now->linked[ij] = now->linked[ji] = 1;
    now->treaty[ij] = now->treaty[ji] = g->pact[ij];
    promise_each_other(g, p, now, i, j);
}

static void decide_standing(Life *now, int64_t t, int64_t i, int64_t to, int64_t phase_in) {
    now->from_guarantee[i] = now->guarantee[i];
    now->from_integration[i] = now->integration[i];
    now->from_exercises[i] = now->exercises[i];
    now->moving_to[i] = to, now->since[i] = t, now->phase_in[i] = phase_in, now->settled[i] = 0;
}
