// Between unix seconds and what a date-and-time input holds, in the viewer's zone. Pure.

const SECONDS = 1000;

/** `2026-11-20T09:30`, by the viewer's clock. */
export function toInput(at: number): string {
  const date = new Date(at * SECONDS);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null for an input that is empty or half filled. */
export function fromInput(text: string): number | null {
  const time = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(time) ? null : Math.floor(time / SECONDS);
}
