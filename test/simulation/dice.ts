// Chance that can be replayed: a small generator of numbers from a seed (splitmix32), and what a life asks of it.

export interface Dice {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  roll(): number;
  /** A whole number from `least` to `most`, both inclusive. */
  whole(least: number, most: number): number;
  chance(share: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** At least one of a list that is not empty, in the list's order. */
  some<T>(list: readonly T[]): T[];
  /** One of the rows, each as likely as its weight says. */
  weighted<T extends { weight: number }>(rows: readonly T[]): T;
}

const TWO_TO_32 = 4_294_967_296;

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / TWO_TO_32;
  };
  const whole = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error('there is nothing to pick from');
    return list[whole(0, list.length - 1)] as T;
  };
  return {
    roll,
    whole,
    pick,
    chance: (share) => roll() < share,
    some(list) {
      const kept = list.filter(() => roll() < 0.5);
      return kept.length > 0 ? kept : [pick(list)];
    },
    weighted(rows) {
      let left = roll() * rows.reduce((sum, row) => sum + row.weight, 0);
      for (const row of rows) {
        left -= row.weight;
        if (left < 0) return row;
      }
      return rows.at(-1)!;
    },
  };
}
