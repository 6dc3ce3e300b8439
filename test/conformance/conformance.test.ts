// Our own connectors pass the kit: the FDX one at a bank of every security profile, the one that signs in at a form bank.
import { after, before, describe } from 'node:test';
import { type BankWorld, institution, openBankWorld } from '../banks/world.ts';
import { conformance } from './kit.ts';
import { sandboxBank } from './sandbox_bank.ts';
import type { Traits } from './subject.ts';

const OAUTH: Traits = {
  pages: true,
  names_issuer: true,
  refreshes: true,
  bound_tokens: false,
  ends_told: 'by_record',
  announces_sign_in: true,
  number_after_relink: 'same',
};
const SUBJECTS: readonly (readonly [slug: string, connector: 'fdx' | 'credentials', traits: Traits])[] = [
  ['fapi-dpop', 'fdx', { ...OAUTH, bound_tokens: true, number_after_relink: 'new' }],
  ['fapi-mtls', 'fdx', { ...OAUTH, bound_tokens: true }],
  ['fdx-green', 'fdx', { ...OAUTH, number_after_relink: 'new' }],
  ['plain-oauth', 'fdx', { ...OAUTH, names_issuer: false, ends_told: 'by_words', announces_sign_in: false }],
  ['bank-non-oauth', 'credentials', { ...OAUTH, pages: false, names_issuer: false }],
];

describe('conformance', () => {
  let world: BankWorld;
  before(async () => {
    world = await openBankWorld();
  });
  after(() => world.close());

  for (const [slug, connector, traits] of SUBJECTS) {
    const profile = institution(slug);
    conformance({
      name: slug,
      institution: profile,
      traits,
      bank: () => sandboxBank(world, profile, world[connector]),
    });
  }
});
