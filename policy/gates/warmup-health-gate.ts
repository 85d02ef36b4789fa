import type { HealthBand } from '../health-band.ts';
import { pass, refuse, type Gate } from './gate.ts';

export interface HealthSnapshot {
  readonly band: HealthBand;
}

/** Warm-up goes on in `watch` and `cooldown`, at the level that the plan gives them; a retired mailbox sends nothing. */
export const warmupHealthGate: Gate<HealthSnapshot> = {
  name: 'health',
  judge: ({ band }) =>
    band === 'retired' ? refuse('someone', 'The health band is retired: a person has to decide.') : pass,
};
