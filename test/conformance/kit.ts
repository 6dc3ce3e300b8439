// The conformance kit: what every connector has to do at every bank, as sentences on one connector at one institution.
import { before, describe } from 'node:test';
import { ending } from './ending.ts';
import { keeping } from './keeping.ts';
import { linking } from './linking.ts';
import { type Play, playAt } from './play.ts';
import { reading } from './reading.ts';
import type { Subject } from './subject.ts';

/** Lists the sentences that apply. To be called where tests are described. */
export function conformance(subject: Subject): void {
  describe(`the connector at ${subject.name}`, () => {
    let play: Play;
    before(() => {
      play = playAt(subject);
    });
    for (const sentences of [linking, reading, keeping, ending]) sentences(subject, () => play);
  });
}
