// Which states of the pages a run looks at: one of each kind in one colour scheme in `npm test`, every one in both in `npm run soak`.

const EVERYTHING = process.env.RELINK_SIMULATION === 'long';

type Scheme = 'light' | 'dark';

/** The schemes to look at the state in this place of the list in: neighbours are alike, so that each kind of part is met in both. */
export function schemesOf(place: number): readonly [Scheme, ...Scheme[]] {
  if (EVERYTHING) return ['light', 'dark'];
  return [place % 2 === 0 ? 'light' : 'dark'];
}

/** Kinds are told by the first word of a name, as states of one kind are made of the same parts; `page_…` is a kind of its own each. */
export function looksAt<State extends { name: string }>(states: readonly State[]): State[] {
  if (EVERYTHING) return [...states];
  const kinds = new Map<string, State>();
  for (const state of states) {
    const kind = state.name.startsWith('page_') ? state.name : state.name.split('_')[0]!;
    if (!kinds.has(kind)) kinds.set(kind, state);
  }
  return [...kinds.values()];
}
