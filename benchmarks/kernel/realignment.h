/* Realignment: stepping down, joining with the members' consent, pacts, accommodation. */

enum { STAY, STEPS_DOWN, JOINS };
enum { STEPPED_DOWN, JOINED, WISHED, REFUSED, OBJECTS, GRANTED, SEALED, ACCOMMODATES };

static void look_around(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++) {
        if (!g->ally[i]) continue;
        double chance = 0.0;
        for (int64_t rank = 0; rank < g->rivals; rank++) {
            double *attack = &now->attacked[rank * g->n + i]; /* the year's crises may have weighed it */
            if (now->watched[i] < g->rivals) *attack = threat_by(g, p, now, t, i, rank, defence(now, i), false);
            chance = either(chance, *attack);
        }
        now->threatened[i] = chance;
    }
}

static double benefit(const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i) {
    return security_gain(threat(g, p, now, t, i, own_strength(now, i), false), now->threatened[i], p->attack_loss);
}

static double cost(const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i) {
    double leaning = p->stance_worth * (1.0 - now->guardrail[i]) * now->stance[i];
    return now->pressure[i] * larger(0.0, g->guideline_aim[t] - now->share[i]) + p->entrapment_loss * now->entrapment[i]
        - leaning;
}

static double chance_as_member(const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i) {
    double aid = 0.0;
    for (int64_t j = 0; j < g->n; j++)
        if (j != i && g->ally[j] && now->votes[j] > 0.0)
            aid += expected_aid(
                promise(now->guarantee[j], 1.0, 0.0, p->prior), 1.0, now->readiness[j], now->capability[j],
                g->help_left[i * g->n + j]
            );
    return threat(g, p, now, t, i, own_strength(now, i) + larger(aid, now->aid[i]), false);
}

static double benefit_of_joining(const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i) {
    return security_gain(now->threatened[i], chance_as_member(g, p, now, t, i), p->attack_loss);
}

static void remember_standing(const Given *g, const Parameters *p, Life *now, int64_t t, int64_t i) {
    bool votes = now->votes[i] > 0.0;
    now->base_votes[i] = now->votes[i];
    now->base_benefit[i] = votes ? benefit(g, p, now, t, i) : benefit_of_joining(g, p, now, t, i);
    now->base_cost[i] = votes ? cost(g, p, now, t, i) : 0.0;
    now->leaving[i] = now->joining[i] = 0;
}

static double relief(const Given *g, const Parameters *p, const Life *now, int64_t i, int64_t rank) {
    double attack = now->attacked[rank * g->n + i];
    return security_gain(attack, attack * (1.0 - p->accommodation_relief), p->attack_loss);
}

static int objections(const Given *g, const Parameters *p, Life *now, int64_t t, int64_t i) {
    double risk = p->prior * chance_as_member(g, p, now, t, i);
    int found = 0;
    for (int64_t j = 0; j < g->n; j++) {
        if (j == i || !g->ally[j] || !(now->votes[j] > 0.0)) continue;
        double brought = expected_aid(p->prior, 1.0, now->readiness[i], now->capability[i], g->help_left[j * g->n + i]);
        double after = threat(g, p, now, t, j, defence(now, j) + brought, false);
        double gain = security_gain(now->threatened[j], after, p->attack_loss);
        double against = p->entrapment_loss * risk - gain;
        if (against > p->consent_tolerance) {
            found++;
            write_change(now, t, j, OBJECTS, against + gain, gain, 0.0);
        }
    }
    return found;
}

static void vote_on_applications(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t row = 0; row < g->applied_rows; row++)
        if (g->applied[2 * row] == t) now->waiting[now->waiting_count++] = g->applied[2 * row + 1];
    int64_t still = 0;
    for (int64_t place = 0; place < now->waiting_count; place++) {
        int64_t i = now->waiting[place], before = now->written;
        write_change(now, t, i, REFUSED, 0.0, 0.0, 0.0);
        if (objections(g, p, now, t, i) > 0) {
            now->waiting[still++] = i;
            continue;
        }
        now->written = before;
        if (now->votes[i] <= 0.0) {
            decide_standing(now, t, i, g->member, 0);
            write_change(now, t, i, GRANTED, 0.0, 0.0, 0.0);
        }
    }
    now->waiting_count = still;
}

static int64_t weigh_leaving(const Given *g, const Parameters *p, Life *now, int64_t t, int64_t i) {
    double gives = benefit(g, p, now, t, i), costs = cost(g, p, now, t, i);
    double net = net_advantage(gives, now->base_benefit[i], costs, now->base_cost[i], p->attachment);
    now->leaving[i] = net < 0.0 ? now->leaving[i] + 1 : 0;
    if (now->leaving[i] < p->leaving_patience || !now->settled[i]) return STAY;
    if (draw(g, now, t, STEP_DOWN, i) >= chance_to_act(-net, p->alignment_temperature)) return STAY;
    now->worth[i] = gives - now->base_benefit[i] + p->attachment;
    now->price[i] = costs - now->base_cost[i];
    return STEPS_DOWN;
}

static int64_t weigh_joining(const Given *g, const Parameters *p, Life *now, int64_t t, int64_t i) {
    double gives = benefit_of_joining(g, p, now, t, i);
    double net = -net_advantage(0.0, gives, 0.0, now->base_benefit[i], p->attachment);
    now->joining[i] = net > 0.0 ? now->joining[i] + 1 : 0;
    if (now->joining[i] < p->joining_patience || !now->settled[i]) return STAY;
    if (draw(g, now, t, JOIN, i) >= chance_to_act(net, p->alignment_temperature)) return STAY;
    now->worth[i] = gives - now->base_benefit[i], now->price[i] = p->attachment;
    int64_t before = now->written;
    write_change(now, t, i, WISHED, now->worth[i], now->price[i], now->joining[i]);
    if (objections(g, p, now, t, i) > 0) return STAY;
    now->written = before;
    return JOINS;
}

static double pact_worth(
    const Given *g, const Parameters *p, const Life *now, int64_t i, int64_t j, double with_pact
) {
    double gain = security_gain(now->threatened[i], with_pact, p->attack_loss);
    return -(p->entrapment_loss * (p->prior * now->attack[j]) - gain) - p->pact_cost;
}

static double pact_gain(const Given *g, const Parameters *p, const Life *now, int64_t t, int64_t i, int64_t j) {
    double brought = expected_aid(p->prior, 1.0, now->readiness[j], now->capability[j], g->help_left[i * g->n + j]);
    return pact_worth(g, p, now, i, j, threat(g, p, now, t, i, defence(now, i) + brought, false));
}

static void want_pacts(const Given *g, const Parameters *p, Life *now, int64_t t) {
    now->wanted_count = 0;
    for (int64_t i = 0; i < g->n; i++) {
        for (int64_t j = i + 1; j < g->n; j++) {
            int64_t ij = i * g->n + j;
            if (now->promise[ij] >= 0.5 * p->prior || !now->linked[ij] || !g->armed[i] || !g->armed[j]) continue;
            /* not even perfect safety would be worth the price */
            if (pact_worth(g, p, now, i, j, 0.0) <= 0.0 || pact_worth(g, p, now, j, i, 0.0) <= 0.0) continue;
            double ours = pact_gain(g, p, now, t, i, j), theirs = ours > 0.0 ? pact_gain(g, p, now, t, j, i) : 0.0;
            double least = smaller(ours, theirs);
            if (least > 0.0 && draw_pair(g, now, t, PACT, i, j) < chance_to_act(least, p->alignment_temperature))
                now->wanted[now->wanted_count++] = (Wanted){i, j, ours, theirs};
        }
    }
}

static void weigh_accommodating(const Given *g, const Parameters *p, Life *now, int64_t t, int64_t i) {
    for (int64_t rank = 0; rank < g->rivals; rank++) {
        int64_t at = rank * g->n + i;
        double worth = relief(g, p, now, i, rank), base = now->base_relief[at];
        double net = -net_advantage(0.0, worth, 0.0, base, p->accommodation_price);
        now->relieved[at] = 0.0;
        if (now->accommodation[at] == 0.0 && net > 0.0
            && draw_pair(g, now, t, ACCOMMODATE, i, g->adversaries[rank]) < chance_to_act(net, p->alignment_temperature))
            now->relieved[at] = worth - base;
    }
}

static void carry_out(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++) {
        if (now->decided[i] == STEPS_DOWN) {
            int64_t to = g->lower[now->standing[i]];
            decide_standing(now, t, i, to, 0);
            write_change(now, t, i, STEPPED_DOWN, now->worth[i], now->price[i], 1000.0 * to + now->leaving[i]);
        } else if (now->decided[i] == JOINS) {
            decide_standing(now, t, i, g->member, 0);
            write_change(now, t, i, JOINED, now->worth[i], now->price[i], now->joining[i]);
        }
    }
    for (int64_t row = 0; row < now->wanted_count; row++) {
        const Wanted *pact = &now->wanted[row];
        now->treaty[pact->one * g->n + pact->other] = now->treaty[pact->other * g->n + pact->one] = 1.0;
        promise_each_other(g, p, now, pact->one, pact->other);
        write_change(now, t, pact->one, SEALED, pact->ours, pact->theirs, pact->other);
    }
    for (int64_t i = 0; i < g->n; i++)
        for (int64_t rank = 0; rank < g->rivals; rank++)
            if (g->ally[i] && now->relieved[rank * g->n + i] > 0.0) {
                now->accommodation[rank * g->n + i] = p->accommodation_relief;
                write_change(
                    now, t, i, ACCOMMODATES, now->relieved[rank * g->n + i], p->accommodation_price, rank
                );
            }
}

static void realignment(const Given *g, const Parameters *p, Life *now, int64_t t) {
    look_around(g, p, now, t);
    vote_on_applications(g, p, now, t);
    if (g->frozen) return;
    for (int64_t i = 0; i < g->n; i++)
        if (g->ally[i] && now->votes[i] != now->base_votes[i]) remember_standing(g, p, now, t, i);
    for (int64_t i = 0; i < g->n; i++) {
        now->decided[i] = STAY;
        if (g->ally[i])
            now->decided[i] = now->votes[i] > 0.0 ? weigh_leaving(g, p, now, t, i) : weigh_joining(g, p, now, t, i);
    }
    want_pacts(g, p, now, t);
    for (int64_t i = 0; i < g->n; i++)
        if (g->ally[i]) weigh_accommodating(g, p, now, t, i);
    carry_out(g, p, now, t);
}
