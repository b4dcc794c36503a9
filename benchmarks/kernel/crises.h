/* Crises of a year: who is challenged, who comes, who holds, and what everyone learns from it. */

enum { NOT_CALLED, CAME, STAYED_AWAY };

static double hazard(const Given *g, const Parameters *p, int64_t rank, int64_t i, double attack) {
    bool border = g->borders[rank * g->n + i] > 0.0;
    double rate = border ? p->dispute_rate_contiguous : p->dispute_rate_other;
    double reference = border ? p->dispute_reference_contiguous : p->dispute_reference_other;
    return smaller(1.0, rate * attack / reference);
}

static double usual_shock(const Given *g, const Parameters *p, const Life *now, int64_t i) {
    if (!g->by_chance) return 0.0;
    double size = p->grey_zone_share * p->grey_zone_shock
        + (1.0 - p->grey_zone_share - p->major_share) * p->limited_shock + p->major_share * p->major_shock;
    double expected = 0.0;
    for (int64_t rank = 0; rank < g->rivals; rank++)
        for (int64_t k = 0; k < g->n; k++)
            if (k == i || now->linked[i * g->n + k])
                expected += hazard(g, p, rank, k, g->base_attack[rank * g->n + k]) * size * g->nearness[i * g->n + k];
    return expected;
}

static void take_stock(const Given *g, const Parameters *p, Life *now, int64_t t) {
    for (int64_t i = 0; i < g->n; i++) {
        if (!g->ally[i]) continue;
        double highest = 0.0;
        for (int64_t rank = 0; rank < g->rivals; rank++)
            highest = larger(highest, now->accommodation[rank * g->n + i]);
        now->shortfall[i] = grievance(now->share[i], g->guideline[t]);
        now->confronting[i] = now->will[i] - p->willingness_stance * highest;
    }
}

static void add_crisis(const Given *g, Life *now, int64_t rank, int64_t target, int64_t severity) {
    Crisis *crisis = &now->crises[now->crisis_count++];
    crisis->rank = rank, crisis->target = target, crisis->severity = severity;
    crisis->called = crisis->honoured = 0, crisis->held = true;
    memset(crisis->came, NOT_CALLED, g->n);
}

static bool is_ordered(const Life *now, int64_t ordered, int64_t rank, int64_t i) {
    for (int64_t number = 0; number < ordered; number++)
        if (now->crises[number].rank == rank && now->crises[number].target == i) return true;
    return false;
}

static void challenge_by_chance(const Given *g, const Parameters *p, Life *now, int64_t t) {
    int64_t ordered = now->crisis_count;
    for (int64_t rank = 0; rank < g->rivals; rank++) {
        int64_t by = g->adversaries[rank];
        for (int64_t i = 0; i < g->n; i++) {
            if (!g->ally[i] || is_ordered(now, ordered, rank, i)) continue;
            double attack = threat_by(g, p, now, t, i, rank, defence(now, i), false);
            now->attacked[rank * g->n + i] = attack;
            now->watched[i]++;
            double chance = hazard(g, p, rank, i, attack);
            if (chance <= 0.0 || draw_pair(g, now, t, CHALLENGE, by, i) >= chance) continue;
            double drawn = draw_pair(g, now, t, SEVERITY, by, i);
            add_crisis(
                g, now, rank, i,
                drawn < p->grey_zone_share ? GREY_ZONE : drawn < 1.0 - p->major_share ? LIMITED : MAJOR
            );
        }
    }
}

static void fight(const Given *g, const Parameters *p, Life *now, int64_t t, Crisis *crisis) {
    int64_t i = crisis->target, n = g->n;
    double arrived = 0.0;
    for (int64_t j = 0; j < n; j++) {
        int64_t ij = i * n + j;
        if (!now->linked[ij]) continue;
        double chance = willing_to_help(g, p, now, t, j, i);
        if (crisis->severity == GREY_ZONE) chance = shift_odds(chance, -p->grey_zone_doubt);
        if (chance <= 0.0) continue;
        bool came = chance >= 1.0 || draw_pair(g, now, t, HONOUR, i, j) < chance;
        if (now->promise[ij] >= 0.5 * p->prior) {
            crisis->called++, crisis->honoured += came;
            crisis->came[j] = came ? CAME : STAYED_AWAY;
        }
        if (came) {
            crisis->came[j] = CAME;
            double usable = p->interoperability_floor + (1.0 - p->interoperability_floor) * now->joint[ij] * now->tie[ij];
            arrived += expected_aid(1.0, usable, now->readiness[j], now->capability[j], g->help_left[ij]);
        }
    }
    double power = power_at(g, now, crisis->rank, i);
    double chance = 1.0 - contest_chance(power, own_strength(now, i) + arrived, p->contest_exponent);
    crisis->held = draw_pair(g, now, t, HOLD, g->adversaries[crisis->rank], i) < chance;
}

static void remember(const Given *g, const Parameters *p, Life *now, const Crisis *crisis) {
    double weight = of_severity(crisis->severity, 0.3, 0.7, 1.0);
    for (int64_t i = 0; i < g->n; i++) {
        double says = i == crisis->target ? weight : weight * p->witness_weight;
        double *reliance = now->reliance + i * g->n;
        for (int64_t j = 0; j < g->n; j++) {
            if (!now->linked[i * g->n + j] || crisis->came[j] == NOT_CALLED || j == crisis->target) continue;
            reliance[j] = crisis->came[j] == CAME ? reliance[j] + says * p->deed_gain * (1.0 - reliance[j])
                                                  : reliance[j] * (1.0 - says * p->deed_loss);
        }
    }
}

static void crises(const Given *g, const Parameters *p, Life *now, int64_t t) {
    take_stock(g, p, now, t);
    now->crisis_count = 0;
    for (int64_t i = 0; i < g->n; i++) now->watched[i] = 0;
    for (int64_t row = 0; row < g->challenged_rows; row++) {
        const int64_t *order = g->challenged + 4 * row;
        if (order[0] == t) add_crisis(g, now, order[1], order[2], order[3]);
    }
    if (t > 0 && g->by_chance) challenge_by_chance(g, p, now, t);
    for (int64_t number = 0; number < now->crisis_count; number++) fight(g, p, now, t, &now->crises[number]);
    for (int64_t number = 0; number < now->crisis_count; number++) {
        const Crisis *crisis = &now->crises[number];
        double loss = of_severity(crisis->severity, 0.0, p->limited_loss, p->major_loss);
        if (loss > 0.0) now->watched[crisis->target] = -g->rivals;
        now->capability[crisis->target] = after_loss(now->capability[crisis->target], loss, crisis->held);
        now->gdp[crisis->target] = after_loss(now->gdp[crisis->target], 0.1 * loss, crisis->held);
        remember(g, p, now, crisis);
    }
    double faded = faded_in_a_year(p->shock_half_life);
    for (int64_t i = 0; i < g->n; i++) {
        if (!g->ally[i]) continue;
        double news = -now->usual_shock[i];
        for (int64_t number = 0; number < now->crisis_count; number++) {
            const Crisis *crisis = &now->crises[number];
            int64_t target = crisis->target;
            if (i == target || now->linked[i * g->n + target])
                news += of_severity(crisis->severity, p->grey_zone_shock, p->limited_shock, p->major_shock)
                    * g->nearness[i * g->n + target];
        }
        now->shock[i] = now->shock[i] * faded + news;
    }
}
