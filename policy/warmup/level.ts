import type { HealthBand } from '../health-band.ts';
import type { Policy } from '../schema.ts';
import { percent } from '../sentences.ts';
import type { CurveLevel } from './plan.ts';

export interface LevelFacts {
  /** What the curve says for this day of the plan. */
  readonly target: CurveLevel;
  /** The newest worked day; null on the first. */
  readonly previous: { readonly level: number; readonly coldLevel: number; readonly band: HealthBand } | null;
  /** Days without work since then. */
  readonly idleDays: number;
  readonly band: HealthBand;
}

export interface DayLevels extends CurveLevel {
  /** Why it isn't what the curve says; empty when it is. */
  readonly sentences: readonly string[];
}

/**
 * The day's levels: the curve's, approached by at most one mail a day, less after a pause, held by the band `watch`,
 * low in `cooldown`. A level may fall at once, as the curve does when cold mail takes the place of warm-up.
 */
export function dayLevels(facts: LevelFacts, policy: Policy): DayLevels {
  const { target, previous, band } = facts;
  if (!previous) return { ...target, sentences: [] };
  const pause = afterPause(facts.idleDays, policy);
  const raise = pause || band === 'watch' ? 0 : policy.volume.raisePerDay;
  const isFresh = band === 'cooldown' && previous.band !== 'cooldown';
  const ceiling = isFresh ? policy.volume.cooldownLevel : Infinity;
  const climbed = (level: number) => Math.max(1, Math.floor(level * (pause?.keptRatio ?? 1))) + raise;
  const warmup = Math.min(target.warmup, ceiling, climbed(previous.level));
  const cold = previous.coldLevel === 0 ? firstColdLevel(facts, policy) : climbed(previous.coldLevel);
  const coldAllowed = band === 'cooldown' ? 0 : Math.min(target.cold, cold);
  return { warmup, cold: coldAllowed, sentences: reasons(facts, pause, warmup) };
}

/** After a cooldown cold mail begins again at its level (5); after graduation at the curve's, which is lower. */
function firstColdLevel({ band }: LevelFacts, { volume }: Policy): number {
  return band === 'good' ? volume.cooldownLevel : 0;
}

interface Pause {
  readonly keptRatio: number;
  readonly sentence: string;
}

function afterPause(idleDays: number, { volume }: Policy): Pause | null {
  if (idleDays > volume.restartAfterIdleDays) {
    return {
      keptRatio: volume.restartRatio,
      sentence: `After ${idleDays} days without work it starts again at ${percent(volume.restartRatio)} of its level.`,
    };
  }
  if (idleDays > volume.stepBackAfterIdleDays) {
    return {
      keptRatio: 1 - volume.stepBackRatio,
      sentence: `After ${idleDays} days without work it steps back by ${percent(volume.stepBackRatio)}.`,
    };
  }
  return null;
}

function reasons({ target, band }: LevelFacts, pause: Pause | null, warmup: number): string[] {
  const sentences: string[] = [];
  if (pause) sentences.push(pause.sentence);
  if (band === 'watch') sentences.push(`The health band is watch: the level stays at ${warmup} mails a day.`);
  if (band === 'cooldown')
    sentences.push(`The health band is cooldown: ${warmup} mails a day, no cold mail.`);
  if (band === 'good' && !pause && warmup < target.warmup) {
    sentences.push(`It climbs by one mail a day: ${warmup} of the plan's ${target.warmup}.`);
  }
  return sentences;
}
