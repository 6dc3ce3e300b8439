// Corrects a merchant's accent colour until it can be read: 4.5:1 against the surface, which is also the text colour on it.

/** The two surfaces that pages and mails stand on; the tokens of the pages are held to them by a test. */
export const SURFACES = { light: '#ffffff', dark: '#15191c' } as const;

/** WCAG 2.2 criterion 1.4.3, normal text. */
export const MINIMUM_CONTRAST = 4.5;

type Triple = [number, number, number];

/** Reads `#rgb` or `#rrggbb` to linear light in 0..1, or null. */
export function readHex(hex: string): Triple | null {
  const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(hex.trim());
  if (match === null) return null;
  const digits = match[1]!.length === 3 ? [...match[1]!].map((digit) => digit + digit).join('') : match[1]!;
  const channel = (at: number) => toLinear(Number.parseInt(digits.slice(at, at + 2), 16) / 255);
  return [channel(0), channel(2), channel(4)];
}

/** Contrast ratio of two colours by WCAG, 1 to 21. Throws for a string that is no colour. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(needHex(one)), luminance(needHex(other))].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/**
 * Returns the colour closest to `hex` in lightness, of the same hue, that reaches `minimum` against `surface`;
 * null if `hex` is no colour. Works in OKLab, because moving HSL lightness shifts how strong a hue looks.
 */
export function correctForContrast(hex: string, surface: string, minimum: number = MINIMUM_CONTRAST): string | null {
  const linear = readHex(hex);
  if (linear === null) return null;
  const plain = writeHex(linear);
  if (contrast(plain, surface) >= minimum) return plain;
  const [lightness, a, b] = toOklab(linear);
  const end = luminance(needHex(surface)) > 0.18 ? 0 : 1;
  let wrong = lightness;
  let right: number = end;
  // Halving 20 times narrows the lightness far below one step of an 8-bit channel.
  for (let step = 0; step < 20; step += 1) {
    const middle = (wrong + right) / 2;
    if (contrast(atLightness(middle, a, b), surface) >= minimum) right = middle;
    else wrong = middle;
  }
  return atLightness(right, a, b);
}

/** Black or white, whichever reads better on a coloured mark. */
export function inkOn(hex: string): '#ffffff' | '#000000' {
  if (readHex(hex) === null) return '#ffffff';
  return contrast(hex, '#ffffff') >= MINIMUM_CONTRAST ? '#ffffff' : '#000000';
}

/** Keeps hue, gives up colourfulness where the screen cannot show it. */
function atLightness(lightness: number, a: number, b: number): string {
  for (let chroma = 1; chroma > 0; chroma -= 0.05) {
    const linear = fromOklab([lightness, a * chroma, b * chroma]);
    if (linear.every((value) => value >= -0.0005 && value <= 1.0005)) return writeHex(linear);
  }
  return writeHex(fromOklab([lightness, 0, 0]));
}

function needHex(hex: string): Triple {
  const linear = readHex(hex);
  if (linear === null) throw new Error(`not a colour: ${hex}`);
  return linear;
}

function luminance([red, green, blue]: Triple): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function writeHex(linear: Triple): string {
  const digits = linear.map((value) => {
    const clamped = Math.min(1, Math.max(0, value));
    const encoded = clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

// The matrices are those of Björn Ottosson's definition of OKLab.
function toOklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
