// The few icons, drawn here so that no page asks anybody else for one. All are decoration: words stand beside them.

const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 8v5M12 16.5v.01M12 3.5l9.5 16.5h-19z',
  shield: 'M12 3l7.5 3v5.5c0 4.6-3.1 7.9-7.5 9.5-4.4-1.6-7.5-4.9-7.5-9.5V6zM8.8 12l2.3 2.3 4.2-4.4',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M15.5 15.5L20 20',
  outside: 'M14 5h5v5M19 5l-8 8M17 14v4.5H5.5V7H10',
  next: 'M9.5 6l6 6-6 6',
  link: 'M10 14a4 4 0 0 0 6 .4l2.6-2.6a4.2 4.2 0 0 0-6-6L11.3 7M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4.2 4.2 0 0 0 6 6l1.3-1.2',
  clock: 'M12 3.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4M12 7.5V12l3 2',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6',
} as const;

export type IconName = keyof typeof PATHS;

/** Draws an icon in the colour of the text around it, 1.25em high. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
