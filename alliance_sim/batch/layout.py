"""Where each number of a run lies: rows of the compiled engine's arrays, by name.

A run keeps its states in one array [row, state], its dyads in one [row, i, j] (i relies, receives, is complained about
or hosts; j is relied on, gives, complains or sends), and so on: a few large arrays are handed from function to
function faster than many small ones.
"""

from __future__ import annotations

# states: the first sixteen in the order of `results.STATE_UNITS`, in which they are recorded
GDP, SHARE, BUDGET, CAPABILITY, ATTACK, PERCEIVED, AID, SPILL_IN = 0, 1, 2, 3, 4, 5, 6, 7
PRESSURE, STANCE, GUARDRAIL, READINESS, GUARANTEE, VOTES, ANXIETY, ENTRAPMENT = 8, 9, 10, 11, 12, 13, 14, 15
RECORDED = 16
INTEGRATION, EXERCISES, WILL, HOSTING, LETTERS, SHOCK, NOISE = 16, 17, 18, 19, 20, 21, 22
CONFRONTING, SHORTFALL = 23, 24
BASE_SHARE, BASE_PERCEIVED, BASE_ENTRAPMENT, BASE_BENEFIT, BASE_COST, USUAL_SHOCK = 25, 26, 27, 28, 29, 30
RECEPTIVITY, PUBLIC_WEIGHT, PRIVATE_WEIGHT, EFFICIENCY = 31, 32, 33, 34
FROM_GUARANTEE, FROM_INTEGRATION, FROM_EXERCISES = 35, 36, 37
WORTH, PRICE, SHOWN_GUARANTEE, SHOWN_SPILL_IN, SHOWN_ENTRAPMENT = 38, 39, 40, 41, 42
THREATENED, BASE_VOTES, NOISE_GAIN = 43, 44, 45
STATE_ROWS = 46

# whole numbers of states
STANDING, MOVING_TO, SINCE, PHASE_IN, SETTLED, LEAVING, JOINING, IN_AREA, MOVED, DECIDED = range(10)
COUNTED, MEMBERS, WATCHED = 10, 11, 12
COUNT_ROWS = 13

# dyads; the first four in the order of `results.DYAD_UNITS`, in which they are recorded
TIE, RELIANCE, WILLINGNESS, BROUGHT = 0, 1, 2, 3
RECORDED_DYADS = 4
PROMISE, VOICE, BASE_TIE, TREATY, JOINT, EXERCISED, LEARNT = 4, 5, 6, 7, 8, 9, 10
DYAD_ROWS = 11

# a state toward an adversary [row, state, rank]
ACCOMMODATION, BASE_RELIEF, RELIEVED, ATTACKED = 0, 1, 2, 3
TOWARD_ROWS = 4

# a crisis [number, what]
BY, TARGET, SEVERITY, HELD, CALLED, HONOURED = 0, 1, 2, 3, 4, 5
CRISIS_COLUMNS = 6

# single numbers of a run
CRISES, WAITING, WRITTEN, PACTS, FAULTS = 0, 1, 2, 3, 4
TALLIES = 5

# what comes from outside: [row, year]
GUIDELINE, AIM, URGENCY = 0, 1, 2
# [row, year, state]
GROWTH, LEVEL, LETTER_PRESSURE, SAID_STANCE, SAID_GUARDRAIL, ORDERED_SHARE, BUDGET_CHANGE, MENACE = range(8)
SAID_READINESS, SAID_WILL, SAID_HOSTING = 8, 9, 10
# [row, year, i, j]
VOICED, TONE, TRIPWIRE, PRACTISED = 0, 1, 2, 3
# [row, year, rank, state]
INTENT, SEEN = 0, 1
# fixed: adversaries [row, rank, state], dyads [row, i, j], standings [row, standing]
BASE_INTENT, BASE_ATTACK, POWER_LEFT, BORDERS = 0, 1, 2, 3
HELP_LEFT, NEARNESS, PACT = 0, 1, 2
LEVEL_GUARANTEE, LEVEL_INTEGRATION, LEVEL_EXERCISES, LEVEL_VOTES = 0, 1, 2, 3

# what a written change is
STEPPED_DOWN, JOINED, WISHED, REFUSED, OBJECTS, GRANTED, SEALED, ACCOMMODATES = range(8)
CHANGE_COLUMNS = 6
