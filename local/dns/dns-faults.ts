import { canonicalName } from './zone-record.ts';

/** `servfail`: the server says that it failed. `timeout`: no answer comes. */
export type DnsFault = 'servfail' | 'timeout';

/** Names for which look-ups fail on request. Not kept across restarts. */
export interface DnsFaults {
  /** Lets every look-up of this name fail, until cleared. */
  set(name: string, fault: DnsFault): void;
  /** Ends the fault of this name, or every fault. */
  clear(name?: string): void;
  get(name: string): DnsFault | undefined;
  list(): { name: string; fault: DnsFault }[];
}

export function createDnsFaults(): DnsFaults {
  const faults = new Map<string, DnsFault>();
  return {
    set: (name, fault) => void faults.set(canonicalName(name), fault),
    clear: (name) => (name === undefined ? faults.clear() : void faults.delete(canonicalName(name))),
    get: (name) => faults.get(canonicalName(name)),
    list: () => [...faults].map(([name, fault]) => ({ name, fault })),
  };
}
