-- Whether groups of people, as they declared themselves, are scored alike.
-- A row is a group and a measure, by the release that scored most of the cohort. Rates are shares: of
-- the group that is usable, and of its scored candidates above the cohort's median. Ratios are to the
-- highest rate of the category; below 0.8 they deserve a look. Small groups are suppressed, and one
-- row without an answer stands for all of them. A rate says how the models read a group, not what the
-- group is like. Needs the rights of scores_auditor.
-- :cohort = which cohort; empty for those without one
-- :category = what was declared, as gender; empty for every category [default: ]
SELECT
    category,
    answer AS declared,
    modality,
    measure,
    n AS candidates,
    round(usable_rate::numeric, 3) AS usable_rate,
    round(usable_ratio::numeric, 3) AS usable_ratio,
    round(share_above_median::numeric, 3) AS share_above_median,
    round(above_median_ratio::numeric, 3) AS above_median_ratio,
    suppressed,
    model_release,
    config_digest
FROM v_group_rates
WHERE cohort = :cohort AND (:category = '' OR category = :category)
ORDER BY
    category,
    array_position(ARRAY['fused', 'face', 'voice', 'text'], modality),
    measure,
    answer
