/* The 21 outcomes of a year, in the order of alliance_sim/metrics.py. Sums run in the order of the states; what is
   counted in whole numbers is counted as a C programmer counts it. */

enum { OUTCOMES = 21 };

static inline double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

static double gini(const double *given, int64_t n, double *sorted) {
    double total = 0.0, ranked = 0.0;
    for (int64_t k = 0; k < n; k++) {
        int64_t at = k;
        for (; at > 0 && sorted[at - 1] > given[k]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = given[k];
    }
    for (int64_t k = 0; k < n; k++) total += sorted[k];
    for (int64_t k = 0; k < n; k++) ranked += (2.0 * (k + 1) - n - 1.0) * sorted[k];
    return ratio(ranked, n * total);
}

/* Householder: clear row and column k before the second diagonal; the entry that is left there. */
static double reflect(double *matrix, int64_t n, int64_t k, double *moved) {
    double *row = matrix + k * n, norm = 0.0, along = 0.0;
    for (int64_t i = 0; i < k; i++) norm += row[i] * row[i];
    double last = row[k - 1] > 0.0 ? -sqrt(norm) : sqrt(norm), scale = norm - row[k - 1] * last;
    if (scale <= 0.0) return row[k - 1];
    row[k - 1] -= last;
    for (int64_t i = 0; i < k; i++) moved[i] = 0.0;
    for (int64_t j = 0; j < k; j++) {
        double factor = row[j] / scale, *restrict column = matrix + j * n;
        for (int64_t i = 0; i < k; i++) moved[i] += factor * column[i];
    }
    for (int64_t i = 0; i < k; i++) along += moved[i] * row[i];
    along *= 0.5 / scale;
    for (int64_t i = 0; i < k; i++) moved[i] -= along * row[i];
    for (int64_t j = 0; j < k; j++) {
        double *restrict column = matrix + j * n, ours = row[j], other = moved[j];
        for (int64_t i = 0; i < k; i++) column[i] -= ours * moved[i] + other * row[i];
    }
    return last;
}

/* Laguerre's step from a value toward the smallest eigenvalue; 0 when it is reached. */
static double laguerre(const double *diagonal, const double *beside, int64_t n, double value) {
    double pivot = 1.0, slope = 0.0, bend = 0.0, ratio = 0.0, total = 0.0, squares = 0.0;
    for (int64_t k = 0; k < n; k++) {
        double weight = beside[k] / pivot, scaled = weight / pivot;
        bend = scaled * (bend + 2.0 * slope * ratio);
        slope = 1.0 + scaled * slope;
        pivot = diagonal[k] - value - weight;
        if (pivot <= 0.0) return 0.0;
        ratio = slope / pivot;
        total += ratio, squares += bend / pivot + ratio * ratio;
    }
    if (n < 1e-9 * total) return 0.0;
    return n / (total + sqrt(larger(0.0, (n - 1.0) * (n * squares - total * total))));
}

static double smallest_eigenvalue(double *matrix, int64_t n, double *diagonal, double *beside, double *moved) {
    beside[0] = 0.0;
    for (int64_t k = n - 1; k > 1; k--) beside[k] = reflect(matrix, n, k, moved);
    if (n > 1) beside[1] = matrix[n];
    for (int64_t k = 0; k < n; k++) diagonal[k] = matrix[k * n + k], beside[k] = beside[k] * beside[k];
    double value = 0.0;
    for (double step; (step = laguerre(diagonal, beside, n, value)) > 0.0;) value += step;
    return value;
}

/* The Laplacian is first reflected so that the vector of ones, whose eigenvalue is 0, drops out. */
static double algebraic_connectivity(const Given *g, const Life *now, const int64_t *counted, int64_t count) {
    if (count < 2) return 0.0;
    int64_t n = count - 1, all = g->n;
    double *matrix = now->scratch, *rows = now->scratch + 2 * all * all, *first = rows, degree = 0.0;
    const double *tie = now->tie + counted[0] * all;
    for (int64_t a = 0; a < n; a++) first[a] = -tie[counted[a + 1]], degree -= first[a];
    double reach = 1.0 / (sqrt(n + 1.0) - 1.0), corner = reach * reach * degree;
    for (int64_t a = 0; a < n; a++) {
        double *row = matrix + a * n;
        tie = now->tie + counted[a + 1] * all, degree = -first[a];
        for (int64_t b = 0; b < n; b++) row[b] = b == a ? 0.0 : tie[counted[b + 1]];
        for (int64_t b = 0; b < n; b++) degree += row[b];
        for (int64_t b = 0; b < n; b++) row[b] = reach * (first[a] + first[b]) + corner - row[b];
        row[a] += degree;
    }
    double found = smallest_eigenvalue(matrix, n, rows, rows + all, rows + 2 * all);
    return floor(found * 1e6 + 0.5) / 1e6;
}

static double communities(const Given *g, const Life *now, const int64_t *counted, int64_t count) {
    int64_t blocs = 0, left[count], bloc[count], remaining = count;
    memcpy(left, counted, count * sizeof(int64_t));
    while (remaining > 0) {
        int64_t size = 1;
        bloc[0] = left[--remaining];
        blocs++;
        for (int64_t at = 0; at < size; at++)
            for (int64_t k = 0; k < remaining;) {
                if (now->tie[bloc[at] * g->n + left[k]] >= 0.25) bloc[size++] = left[k], left[k] = left[--remaining];
                else k++;
            }
    }
    return blocs;
}

static double vulnerable_states(const Given *g, const Life *now, const int64_t *counted, int64_t count) {
    int64_t n = g->n, found = 0;
    for (int64_t c = 0; c < count; c++) {
        int64_t i = counted[c];
        const double *friends = now->tie + i * n;
        for (int64_t rank = 0; rank < g->rivals; rank++) {
            int64_t j = g->adversaries[rank];
            const double *followers = now->tie + j * n;
            double attacking = 0.0, defending = 0.0;
            for (int64_t k = 0; k < n; k++) {
                if (k != i && (k == j || followers[k] >= 0.25)) attacking += now->capability[k];
                else if (k == i || friends[k] >= 0.25) defending += now->capability[k];
            }
            if (j != i && attacking > defending) {
                found++;
                break;
            }
        }
    }
    return found;
}

/* +1 friendly, -1 hostile, 0 neither; the last `rivals` of everyone are the adversaries. */
static int8_t sign(const Given *g, const Life *now, int64_t t, int64_t i, int64_t rank) {
    int64_t at = rank * g->n + i, year = t * g->rivals * g->n + at;
    double seen = g->ally[i] ? g->intent[year] * g->seen_intent[year] * (1.0 - now->accommodation[at]) : 0.0;
    return seen >= 0.1 ? -1 : 1;
}

/* Triads of a graph whose three pairs are all of a kind, counted one by one. */
static int64_t triangles_of(const int8_t *linked, int64_t n, int8_t kind) {
    int64_t found = 0;
    for (int64_t a = 0; a < n; a++)
        for (int64_t b = 0; b < a; b++)
            if (linked[a * n + b] == kind)
                for (int64_t c = 0; c < b; c++) found += linked[b * n + c] == kind && linked[a * n + c] == kind;
    return found;
}

/* Links and gaps each have their triangles, and the two together follow from the degrees (Goodman 1959). */
static int64_t triangles(const int8_t *linked, int64_t n) {
    int64_t degrees[n], links = 0, mixed = 0;
    for (int64_t a = 0; a < n; a++) degrees[a] = 0;
    for (int64_t a = 0; a < n; a++)
        for (int64_t b = 0; b < a; b++)
            degrees[a] += linked[a * n + b], degrees[b] += linked[a * n + b], links += linked[a * n + b];
    if (4 * links <= n * (n - 1)) return triangles_of(linked, n, 1);
    for (int64_t a = 0; a < n; a++) mixed += degrees[a] * (n - 1 - degrees[a]);
    return n * (n - 1) * (n - 2) / 6 - mixed / 2 - triangles_of(linked, n, 0);
}

static double structural_balance(const Given *g, const Life *now, int64_t t, const int64_t *counted, int64_t count) {
    int64_t n = count, rivals = g->rivals;
    int8_t *friendly = (int8_t *)now->scratch, *signs = friendly + n * n;
    for (int64_t a = 0; a < n; a++)
        for (int64_t b = 0; b < a; b++) friendly[a * n + b] = now->tie[counted[a] * g->n + counted[b]] >= 0.25;
    int64_t balanced = triangles(friendly, n) + rivals * (rivals - 1) * (rivals - 2) / 6, closed = balanced;
    for (int64_t rank = 0; rank < rivals; rank++) {
        int8_t *ours = signs + rank * n;
        for (int64_t a = 0; a < n; a++) ours[a] = sign(g, now, t, counted[a], rank);
        for (int64_t a = 0; a < n; a++)
            for (int64_t b = 0; b < a; b++)
                closed += friendly[a * n + b], balanced += friendly[a * n + b] && ours[a] == ours[b];
        for (int64_t other = 0; other < rank; other++)
            for (int64_t a = 0; a < n; a++) closed++, balanced += ours[a] == signs[other * n + a];
    }
    return closed > 0 ? (double)balanced / (double)closed : 1.0;
}

static double cohesion(const Given *g, const Life *now, const int64_t *counted, int64_t count) {
    double total = 0.0;
    for (int64_t a = 0; a < count; a++)
        for (int64_t b = a + 1; b < count; b++) total += now->tie[counted[a] * g->n + counted[b]];
    return ratio(total, 0.5 * count * (count - 1));
}

/* What the members spend, and how it is shared out: outcomes 4 to 10. */
static void burden_measures(const Given *g, const Life *now, int64_t t, const int64_t *members, int64_t count, double *to) {
    double *shares = now->scratch, *sorted = now->scratch + g->n;
    double paid = 0.0, income = 0.0, squares = 0.0, burdens = 0.0, gaps = 0.0;
    int64_t armed = 0, enough = 0;
    for (int64_t k = 0; k < count; k++) {
        int64_t i = members[k];
        paid += now->budget[i], income += now->gdp[i];
        burdens += ratio(now->budget[i], now->gdp[i] + now->spill_in[i]);
        if (!g->armed[i]) continue;
        shares[armed++] = now->share[i];
        enough += now->share[i] >= g->guideline[t] - 1e-12;
    }
    for (int64_t k = 0; k < count; k++) {
        double part = ratio(now->budget[members[k]], paid);
        squares += part * part;
        gaps += fabs(part - ratio(now->gdp[members[k]], income));
    }
    to[0] = paid, to[1] = count, to[2] = g->guideline[t] <= 0.0 ? 0.0 : enough;
    to[3] = gini(shares, armed, sorted), to[4] = squares, to[5] = ratio(burdens, count), to[6] = 0.5 * gaps;
}

static void measure(const Given *g, const Life *now, int64_t t, double *to) {
    int64_t n = g->n, counted[n], members[n], count = 0, member_count = 0, crises = 0, called = 0, honoured = 0;
    double promised = 0.0, weight = 0.0, exposed = 0.0, attacks = 0.0, anxious = 0.0, entrapped = 0.0, depends = 0.0;
    int64_t largest = g->largest, others = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!g->ally[i]) continue;
        promised += now->guarantee[i] * now->capability[i];
        if (now->votes[i] > 0.0) members[member_count++] = i;
        if (!now->in_area[i]) continue;
        counted[count++] = i;
        weight += now->capability[i], exposed += now->capability[i] * now->attack[i];
        attacks += now->attack[i], anxious += now->anxiety[i], entrapped += now->entrapment[i];
        if (i != largest) others++, depends += ratio(now->brought[i * n + largest], now->aid[i]);
    }
    for (int64_t number = 0; number < now->crisis_count; number++) {
        const Crisis *crisis = &now->crises[number];
        crises += now->guarantee[crisis->target] > 0.0;
        called += crisis->called, honoured += crisis->honoured;
    }
    to[0] = promised, to[1] = ratio(now->guarantee[largest] * now->capability[largest], promised);
    to[2] = 1.0 - ratio(exposed, weight), to[3] = attacks;
    burden_measures(g, now, t, members, member_count, to + 4);
    to[11] = ratio(anxious, count), to[12] = ratio(depends, others), to[13] = cohesion(g, now, counted, count);
    to[14] = algebraic_connectivity(g, now, counted, count), to[15] = communities(g, now, counted, count);
    to[16] = ratio(entrapped, count), to[17] = crises, to[18] = called > 0 ? (double)honoured / (double)called : NAN;
    to[19] = vulnerable_states(g, now, counted, count), to[20] = structural_balance(g, now, t, counted, count);
}
