// What goes on in accounts day after day, as rows per kind of account. Every cycle of a history sums to nothing.

/** One kind of thing that happens. */
export interface Happening {
  /** Of all the weights of its history. */
  weight: number;
  /** Whole cents, both inclusive; negative: money leaves, or a purchase raises what is owed. */
  from: number;
  to: number;
  /** Business days from pending to booked, both inclusive; 0: never pending. */
  settles: readonly [from: number, to: number];
  /** One in so many is voided instead of booked; 0: none. */
  void_one_in: number;
  descriptions: readonly string[];
}

/** `per_cycle` slots, evenly spread, one of which brings the account back to where the cycle began. */
export interface History {
  cycle_days: number;
  per_cycle: number;
  /** The first slot of a cycle, or its last: whichever keeps the account from running dry. */
  balancing: { slot: 'first' | 'last'; description: string; settles: number };
  usual: readonly Happening[];
}

const PURCHASE = {
  settles: [1, 2],
  void_one_in: 25,
  descriptions: [
    'Alder Street Market',
    'Pinecone Coffee',
    'Northline Transit',
    'Quarto Books',
    'Harbor Fuel and Wash',
    'Bluebird Pharmacy',
    'Little Anvil Hardware',
    'Saffron Kitchen',
    'Two Rivers Cinema',
    'Meadow Garden Center',
  ],
} as const;
const BILL = {
  settles: [1, 1],
  void_one_in: 0,
  descriptions: ['Juniper Mobile', 'Lantern Streaming', 'City of Springfield Water', 'Prairie Electric'],
} as const;

export const HISTORIES = {
  none: null,
  household: {
    cycle_days: 14,
    per_cycle: 26,
    balancing: { slot: 'first', description: 'Payroll', settles: 0 },
    usual: [
      { ...PURCHASE, weight: 8, from: -9_000, to: -350 },
      { ...BILL, weight: 2, from: -14_000, to: -1_500 },
    ],
  },
  savings: {
    cycle_days: 28,
    per_cycle: 5,
    balancing: { slot: 'last', description: 'Transfer to checking', settles: 0 },
    usual: [
      {
        weight: 3,
        from: 10_000,
        to: 25_000,
        settles: [1, 1],
        void_one_in: 0,
        descriptions: ['Transfer from checking'],
      },
      { weight: 1, from: 105, to: 940, settles: [0, 0], void_one_in: 0, descriptions: ['Interest'] },
    ],
  },
  card: {
    cycle_days: 28,
    per_cycle: 40,
    balancing: { slot: 'last', description: 'Payment, thank you', settles: 0 },
    usual: [{ ...PURCHASE, weight: 1, from: -18_000, to: -299 }],
  },
  mortgage: {
    cycle_days: 28,
    per_cycle: 3,
    balancing: { slot: 'last', description: 'Mortgage payment', settles: 1 },
    usual: [
      { weight: 3, from: -98_000, to: -90_000, settles: [0, 0], void_one_in: 0, descriptions: ['Interest charged'] },
      {
        weight: 1,
        from: -24_000,
        to: -18_000,
        settles: [0, 0],
        void_one_in: 0,
        descriptions: ['Escrow, property tax'],
      },
    ],
  },
  brokerage: {
    cycle_days: 28,
    per_cycle: 12,
    balancing: { slot: 'first', description: 'Contribution', settles: 0 },
    usual: [
      {
        weight: 6,
        from: -50_000,
        to: -10_000,
        settles: [1, 1],
        void_one_in: 40,
        descriptions: ['Bought 4 Meridian Index Fund', 'Bought 10 Granite Bond Fund', 'Bought 2 Tidewater Utilities'],
      },
      {
        weight: 1,
        from: 2_000,
        to: 10_000,
        settles: [1, 1],
        void_one_in: 0,
        descriptions: ['Sold 1 Tidewater Utilities'],
      },
      {
        weight: 2,
        from: 140,
        to: 2_600,
        settles: [0, 0],
        void_one_in: 0,
        descriptions: ['Dividend Meridian Index Fund'],
      },
    ],
  },
  /** A shop with a sale every 48 seconds: more than 300,000 in half a year. */
  busy: {
    cycle_days: 1,
    per_cycle: 1_800,
    balancing: { slot: 'last', description: 'Daily sweep to treasury', settles: 0 },
    usual: [
      {
        weight: 30,
        from: 250,
        to: 6_000,
        settles: [1, 1],
        void_one_in: 60,
        descriptions: ['Card sale', 'Online order'],
      },
      { weight: 1, from: -4_000, to: -250, settles: [1, 1], void_one_in: 0, descriptions: ['Refund'] },
    ],
  },
} as const satisfies Record<string, History | null>;

export type HistoryName = keyof typeof HISTORIES;

/** Where an account's facts name no history. */
export const HISTORY_BY_TYPE: Readonly<Record<string, HistoryName>> = {
  CHECKING: 'household',
  SAVINGS: 'savings',
  CREDITCARD: 'card',
  MORTGAGE: 'mortgage',
  BROKERAGEPRODUCT: 'brokerage',
};
