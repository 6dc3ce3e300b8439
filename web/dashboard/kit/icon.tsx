// The Dashboard's icons, drawn here so that no page asks anybody else for one. All are decoration: words stand beside them.
const PATHS = {
  accounts: 'M4 9.5h16M5 9.5L12 5l7 4.5M6.5 10v7M12 10v7M17.5 10v7M4.5 19h15',
  requests: 'M3.5 6.5h17v11h-17zM4 7l8 6.2L20 7',
  customers:
    'M9 11.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M3.5 19c.4-3.2 2.6-5 5.5-5s5.1 1.8 5.5 5M16 5.2a3.2 3.2 0 0 1 0 5.9M17.2 14.3c1.9.6 3.1 2.2 3.4 4.7',
  events: 'M4 7h10M4 12h16M4 17h7M18.5 7h.01M15 17h5',
  webhooks: 'M8.5 13.5l3-5.5a3 3 0 1 1 2.6 1.4M15 14.5h-5.6a3 3 0 1 1-2.6-4M11.4 8l3.3 6a3 3 0 1 1 1 4.2',
  key: 'M14.5 4.5a5 5 0 1 1-3.6 8.5L4.5 19.5H8v-2.5h2.5v-2.5M16.5 7.5h.01',
  settings: 'M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5v5M9 14v5',
  health: 'M3.5 12.5h4l2.3-6 4 11 2.4-5h4.3',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M15.5 15.5L20 20',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  alert: 'M12 8v5M12 16.5v.01M12 3.5l9.5 16.5h-19z',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  down: 'M6.5 9.5l5.5 5.5 5.5-5.5',
  previous: 'M14.5 6l-6 6 6 6',
  next: 'M9.5 6l6 6-6 6',
  copy: 'M8.5 8.5V4.5h11v11h-4M4.5 8.5h11v11h-11z',
  outside: 'M14 5h5v5M19 5l-8 8M17 14v4.5H5.5V7H10',
  download: 'M12 4v10.5M7.5 10.5L12 15l4.5-4.5M5 19.5h14',
  filter: 'M4 6h16M7 12h10M10 18h4',
  link: 'M10 14a4 4 0 0 0 6 .4l2.6-2.6a4.2 4.2 0 0 0-6-6L11.3 7M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4.2 4.2 0 0 0 6 6l1.3-1.2',
  clock: 'M12 3.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4M12 7.5V12l3 2',
  sandbox: 'M9.5 4h5M10.5 4v5.5L5 19h14l-5.5-9.5V4M7.8 14.5h8.4',
  person: 'M12 11.5a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2M5 20c.6-3.7 3.4-5.7 7-5.7s6.4 2 7 5.7',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v6M13.7 10.5v6',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 4.5v4.5H15',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6',
} as const;

export type IconName = keyof typeof PATHS;

/** Draws an icon in the colour of the text around it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
