/** How well a mailbox or domain does, best first. `cooldown` pauses cold mail, `retired` stops everything. */
export const healthBands = ['good', 'watch', 'cooldown', 'retired'] as const;

export type HealthBand = (typeof healthBands)[number];

/** The worse of two bands. */
export function worseBand(one: HealthBand, other: HealthBand): HealthBand {
  return healthBands.indexOf(one) >= healthBands.indexOf(other) ? one : other;
}
