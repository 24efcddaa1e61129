/**
 * What later windows and charts ask of a drift check, beside its report: of 1,500 columns that is two megabytes, this
 * is thirty kilobytes. Of each column its name, its PSI and 1 where it has drifted.
 */
export const checkBriefs = `
ALTER TABLE drift_checks ADD COLUMN brief TEXT;
UPDATE drift_checks SET brief = json_object(
  'verdict', report ->> '$.verdict',
  'drifted', report -> '$.drifted',
  'share', report -> '$.share',
  'weighted_share', report -> '$.weighted_share',
  'threshold', report -> '$.threshold',
  'rows', report -> '$.rows.current',
  'features', json((
    SELECT json_group_array(json_array(value ->> '$.name', round(value ->> '$.effect.psi', 4), value ->> '$.drifted'))
      FROM json_each(report, '$.features')
  ))
);
`;
