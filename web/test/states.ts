// Which states of the pages a run looks at: one of each kind in `npm test`, every one in `npm run soak`.

/** Kinds are told by the first word of a name, as states of one kind are made of the same parts; `page_…` is a kind of its own each. */
export function looksAt<State extends { name: string }>(states: readonly State[]): State[] {
  if (process.env.RELINK_SIMULATION === 'long') return [...states];
  const kinds = new Map<string, State>();
  for (const state of states) {
    const kind = state.name.startsWith('page_') ? state.name : state.name.split('_')[0]!;
    if (!kinds.has(kind)) kinds.set(kind, state);
  }
  return [...kinds.values()];
}
