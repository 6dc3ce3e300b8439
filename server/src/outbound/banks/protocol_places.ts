// Which origins a bank's row may name: its issuer's and those that it lists.
const SANDBOX_BASE = 'https://sandbox.invalid';

interface Row {
  issuer: string;
  origins: readonly string[];
  metadata?: Record<string, string | undefined> | undefined;
  resources: Record<string, string | undefined>;
}

/** Reports every place that leads to an origin which the row does not list. */
export function checkPlaces(row: Row, report: (path: string[], message: string) => void): void {
  const origins = [originOf(row.issuer), ...row.origins];
  for (const part of ['metadata', 'resources'] as const) {
    for (const [name, place] of Object.entries(row[part] ?? {})) {
      // A path has no origin to list; where it may not stand it is refused as such.
      const origin = place === undefined ? SANDBOX_BASE : originOf(place);
      if (origin === SANDBOX_BASE || origins.includes(origin)) continue;
      report([part, name], `an origin that is not listed: add ${origin} to "origins"`);
    }
  }
}

function originOf(place: string): string {
  return new URL(place, SANDBOX_BASE).origin;
}
