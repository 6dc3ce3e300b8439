// Why a story is told in the sandbox alone: by its file. All others are told in both modes, from one text in `anywhere`.

const MONEY = 'Money moves in the sandbox only.';
const INSIDE =
  'It holds back or replaces the bank’s answers within the platform, which has one network for both modes.';

export const SANDBOX_ONLY: Readonly<Record<string, string>> = {
  at_once: INSIDE,
  bank_lists: INSIDE,
  bank_outage:
    'It reads the figures and the log of one platform that nobody else uses; banks in trouble are the same in both modes.',
  bank_trouble: INSIDE,
  bank_word: INSIDE,
  collected_accounts: MONEY,
  connect:
    'The sandbox writes to few, and test helpers act as a connected account; what such an account holds is told in both modes.',
  data_products:
    'Its dates are exact to the second, and compared with the bank’s books; the rest of data is told in both modes.',
  data_read: 'Its dates are exact to the second, which takes a test clock; the rest of data is told in both modes.',
  debits_in_trouble: MONEY,
  form_bank: 'Live banks are OAuth banks; a form is the sandbox’s.',
  found_number_over: INSIDE,
  found_overtaken_looks: INSIDE,
  hosted_batches: 'Its hundreds of links are written into the database, and its process is killed.',
  hosted_by_api:
    'Ends that only a test helper can bring, hours to the second, and a restart; the rest is told in both modes.',
  hosted_policies: 'Its mails are counted by the days of many customers, each with a clock of his own.',
  kept_alive:
    'It loses the bank’s answers at a due day, and lets minutes pass without days; the rest is told in both modes.',
  killed_process: 'Its process is killed.',
  notified: 'It speaks for the bank; live mode hears the bank itself.',
  numbers_at_a_death: MONEY,
  own_bank: 'A bank that is a file, in the sandbox: all banks of live mode are.',
  page_calls: MONEY,
  passing_time:
    'Its days are exact to the second, which takes a test clock; what passing time brings is told in both modes.',
  payment_methods: 'Micro-deposits are sent in the sandbox only.',
  payments: MONEY,
  payouts: MONEY,
  real_time:
    'Ends after two real seconds, which banks do not count for people who live in a set time, as a live world’s do.',
  reauthentication: 'What the test helpers refuse, and days on a test clock; the rest is told in both modes.',
  restart: 'It stops the platform that others use.',
  security_profiles: 'It looks into the database, and at what has no mode; the four ways are told in both modes.',
  stripe_cli: 'The Stripe CLI listens to the sandbox.',
  test_helpers: 'Live mode has none.',
  tokenized_numbers: 'Only the sandbox’s banks are told which account a relink is about; others renew every number.',
  ways_to_die:
    'What our own client does at the sandbox’s bank, what many links tell of one bank, days within a session, and money; the rest is told in both modes.',
  ways_to_die_at_form_banks: 'Live banks are OAuth banks; a form is the sandbox’s.',
  ways_to_die_of_banks: INSIDE,
};
