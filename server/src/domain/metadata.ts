// Metadata: how an update changes what an object already has.

export const MAX_METADATA_KEYS = 50;

export type Metadata = Record<string, string>;

/** `change` null clears all; an empty value removes its key. Null when the result would have more than fifty keys. */
export function mergeMetadata(current: Metadata, change: Metadata | null): Metadata | null {
  if (change === null) return {};
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(change)) {
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  return merged.size > MAX_METADATA_KEYS ? null : Object.fromEntries(merged);
}
