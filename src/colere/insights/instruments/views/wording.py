"""Codes in words: figures, verdicts, assumptions, methods and steps, each in one place."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIGURES: dict[str, str | Promise] = {
    "r_squared": _("All drivers"),
    "driver": _("Driver"),
    "slope": _("Direction"),
    "effect": _("Effect"),
    "before": _("Before"),
    "after": _("After"),
    "without_change": _("Without the change"),
    "before_start": _("Check: the week before it came"),
    "since_start": _("Effect since it came"),
    "own_effect": _("Effect on each by itself"),
    "observed": _("As it was"),
    "compared_with": _("Compared with"),
    "customers": _("Customers"),
    "came_back": _("Came back"),
    "alive": _("Probably still there"),
    "purchases_expected": _("Purchases expected"),
    "gone_quiet": _("Gone quiet"),
    "trial_expected": _("Trial: purchases expected"),
    "trial_bought": _("Trial: purchases made"),
    "trial_area": _("Trial: ranks buyers rightly"),
    "contracts": _("Contracts"),
    "running": _("Running"),
    "ended": _("Ended"),
    "leavers_expected": _("Expected to end"),
    "hazard_ratio": _("Speaks for leaving"),
    "chance_to_leave": _("Chance to end"),
    "test_expected": _("Test: expected to end"),
    "test_left": _("Test: did end"),
    "test_area": _("Test: ranks leavers rightly"),
    "calibration": _("Test: said against came"),
    "line": _("Line of the sheet"),
    "adjusted": _("Adjusted"),
    "raw": _("As counted"),
    "team_adjusted": _("Team, adjusted"),
    "team_raw": _("Team, as counted"),
    "contacts": _("Contacts"),
    "contacts_of_interval": _("Contacts of an interval"),
    "agents": _("People at the busiest time"),
    "agents_of_interval": _("People"),
    "error": _("Trial: error by interval"),
    "better_than_last_week": _("Trial: error beside “as a week ago”"),
    "coverage": _("Trial: days within their interval"),
    "value": _("Value"),
    "value_each": _("Value for each customer"),
    "mood_effect": _("Content customers for a point of mood"),
    "mood_ahead": _("Check: next week’s mood"),
    "mood_shuffled": _("Check: moods dealt out at random that do as much"),
    "frequency_with_amount": _("How often goes with how much"),
    "promise_kept": _("Kept, as measured"),
    "promise_felt": _("Felt, as customers say"),
    "promise_gap": _("Kept more often than felt"),
    "promise_gap_growth": _("The gap has grown by"),
    "risk_customers": _("Customers with a rhythm"),
    "risk_usual": _("Chance to stay away, on average"),
    "risk_leaving": _("Still there, and likelier than others to stay away"),
    "risk_silent": _("Fallen silent"),
    "risk_at_stake": _("At stake in a year"),
    "risk": _("Chance to stay away"),
    "risk_trial_expected": _("Trial: expected to stay away"),
    "risk_trial_stayed": _("Trial: stayed away"),
    "risk_trial_area": _("Trial: ranks customers rightly"),
    "risk_calibration": _("Trial: said against came"),
    "risk_judged_shown": _("Bought again: shown"),
    "risk_judged_held_out": _("Bought again: held out"),
    "risk_judged_more": _("What the list brings (points)"),
    "journey_steps": _("Times"),
    "journey_silent": _("Then silent"),
    "journey_writes": _("Then writes to us"),
    "journey_silent_more": _("Silent beyond the usual"),
    "journey_writes_more": _("Writes beyond the usual"),
    "journey_pleased": _("Satisfied"),
    "journey_effort": _("It was easy (1–7)"),
    "journey_half_within": _("Half go on within"),
    "journey_way": _("Way"),
}

VERDICTS: dict[str, str | Promise] = {
    "more": _("the more, the better the score"),
    "less": _("the more, the worse the score"),
    "no_sign": _("cannot be told from nothing"),
    "suppressor": _("read with care: it shows only beside the others"),
    "fell": _("fell"),
    "rose": _("rose"),
    "too_few": _("too few to say"),
    "helps": _("goes with happier customers"),
    "harms": _("runs against what customers feel"),
    "constant": _("always the same"),
    "same": _("cannot be told apart"),
    "above": _("above the others"),
    "below": _("below the others"),
    "alone": _("nobody to compare with"),
    "sign": _("goes together"),
    "as_it_should": _("shows nothing, as it should"),
    "shows_something": _("shows something, and should not"),
    "kept": _("as said"),
    "missed": _("not as said"),
    "for_leaving": _("for leaving"),
    "felt_as_broken": _("felt as broken"),
    "still_there": _("still there"),
    "silent": _("fallen silent"),
    "more_than_usual": _("more than usual"),
    "as_usual": _("cannot be told from the usual"),
    "for_staying": _("for staying"),
}

ASSUMPTIONS: dict[str, str | Promise] = {
    "association": _("What goes together need not cause each other."),
    "complete_answers": _("Only occasions on which all these questions were answered count."),
    "nothing_else_changed": _("Nothing else changed on that day."),
    "comparison_untouched": _(
        "What it is compared with was not touched by the change, and would have gone the same way."
    ),
    "nothing_else_by_start": _("Nothing else came to each of them on its day."),
    "same_way_without": _(
        "Without the change, those who got it would have gone the same way as those who did not have it yet."
    ),
    "no_spill_over": _("What one of them does differently does not reach the others."),
    "straight_trend": _("The trend would have gone on in a straight line."),
    "no_season": _("There is no season of the year: so few months cannot tell it."),
    "season_of_one_year": _("The season of the year is as little as one year tells of it: the interval is the wider."),
    "share_drifts_little": _(
        "Under two years, drift and season cannot be told from a change: its share of all seldom drifts by more than "
        "40% in a year, and its season seldom makes more than 80% of a difference."
    ),
    "steady_buyers": _("Customers buy at a steady rate of their own until they leave for good, without saying so."),
    "no_season_in_purchases": _("Purchases have no season."),
    "once_only_counts_as_there": _("Of somebody who bought once it cannot be told whether they have left."),
    "interval_of_expectation": _("The interval tells how well the expectation is known; chance comes on top."),
    "amount_apart_from_frequency": _("How much somebody spends does not depend on how often they buy."),
    "one_currency": _("Amounts in other currencies are left out."),
    "all_contracts_in_file": _("The file holds all contracts, those that have ended too."),
    "circumstances_stay": _("What the file says of a contract holds for all of its time."),
    "same_cases": _("What makes a case hard is among topic and channel."),
    "few_by_chance": _("Of those told apart, at most one in twenty is so by chance."),
    "within_people": _("A line is judged by what differs when the same colleague keeps it and when not."),
    "teams_with_themselves": _(
        "Each team is compared with itself, and with the others in the same week. Nobody’s own mood is looked at."
    ),
    "same_topics": _("What makes customers content apart from the team is in the topic and in the week."),
    "mood_is_measured_with_error": _("A few answers tell a mood only roughly, so the true effect may well be larger."),
    "goes_on_as_before": _("Days go on as they did of late: no campaign, no strike, no new product."),
    "answered_at_once": _("Every contact is answered when it comes: e-mail can wait, and needs fewer people."),
    "nobody_gives_up": _("Nobody gives up waiting, so the number of people errs upwards."),
    "answers_are_of_those_who_answer": _("A felt share says how those felt it who answered."),
    "sides_independent": _("Kept and felt are taken for independent, so that the gap is rather too uncertain."),
    "goes_on_as_now": _("Customers stay away for the same reasons as in the past year."),
    "shown_need_not_be_acted_on": _("Not everybody shown was looked after: the list is judged, not the deeds."),
    "private_teams_left_out": _("What private teams have talked about with customers is left out."),
    "silence_is_leaving": _("Who falls silent need not have left: some come back later."),
    "as_active_as": _("Customers who have bought and written as often of late can be compared."),
    "facts_tell_all": _("What happened before the first day of which there are facts is not known."),
    "handling_as_given": _("Handling takes the time that you gave (or ten minutes)."),
}

METHODS: dict[str, str | Promise] = {
    "said_done_felt": _("Two shares with Wilson’s intervals, and Newcombe’s interval of their difference."),
    "staying_away": _(
        "A logistic regression of who bought nothing for ninety days on what was known of them before; rhythm and "
        "worth by the models of purchases (BG/NBD, gamma-gamma), and a trial on the last ninety days."
    ),
    "directly_follows": _(
        "All steps of each customer in their order; for each, what the customer did next, and which step directly "
        "followed. Intervals allow for customers who take many steps."
    ),
    "lmg": _(
        "The share of the ups and downs of the score that goes with each driver, averaged over all orders in which "
        "drivers can be taken in (Lindeman, Merenda and Gold, also known as Shapley values), with intervals from "
        "resampled occasions. A driver is named only where it can be told from nothing with all of them tried (Holm)."
    ),
    "segmented_regression": _(
        "A segmented regression of weeks counted from that day (of days, where there are few weeks): level, trend and, "
        "where it can be told, the season of the year go on, and the change is a step on the day. Quasi-Poisson for "
        "counts, quasi-binomial for shares; the interval allows for weeks that resemble each other."
    ),
    "segmented_regression_with_comparison": _(
        "A segmented regression of weeks counted from that day (of days, where there are few weeks) against a series "
        "that the change did not touch: what both share, such as growth or a bank holiday, cancels out, and what is "
        "left is a level, a trend, the season of the year where it can be told, and a step on the day. The interval "
        "allows for weeks that resemble each other."
    ),
    "staggered_adoption": _(
        "For each that got the change, how much further it moved from its weeks before than those that did not have it "
        "yet moved in the same weeks; averaged over them (Callaway and Sant’Anna). Who has the change already is never "
        "compared with. Weeks begin on the weekday on which it came first; the week in whose midst it came counts for "
        "neither side, and who has under 5 cases a week is left out. The interval is a jackknife over them."
    ),
    "discrete_hazard": _("A logistic regression of contracts by month: how likely one ends that has lasted so long."),
    "bg_nbd": _("Fader, Hardie and Lee’s BG/NBD model of when customers buy, and when they have left for good."),
    "bg_nbd_gamma_gamma": _(
        "Fader, Hardie and Lee’s BG/NBD model of when customers buy, and a gamma-gamma model of how much they spend."
    ),
    "within_people_regression": _(
        "A regression of what customers felt on the lines of the sheet, each compared within the same colleague."
    ),
    "mixed_logit": _(
        "A logistic regression with a random effect for each colleague and team, allowing for topic and channel; "
        "scores are drawn towards the team’s by how little is known, and tested with Benjamini and Hochberg’s bound on "
        "false findings."
    ),
    "two_way_fixed_effects": _(
        "A regression of content customers on the mood of their team up to four weeks before, with effects for each "
        "team and week, and a jackknife over teams for the interval. Two checks must show nothing: next week’s mood "
        "cannot have made this week’s customers, and other teams’ moods should not do as much."
    ),
    "weekly_profile_quasi_poisson": _(
        "A weekly profile of the day’s intervals with a trend and the season of the year, and as much chance as the "
        "last weeks had (quasi-Poisson); people by Erlang C."
    ),
}

STEPS: dict[str, str | Promise] = {
    "catching_up": _("Catching up with what has happened"),
    "reading": _("Reading"),
    "fitting": _("Counting"),
    "expecting": _("Looking ahead"),
    "testing": _("Trying it on what is known"),
}
