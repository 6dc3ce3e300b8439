// Handing a mail to a mail server: taken, refused with nothing taken, or nobody knows. Against servers that really do it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OutgoingMail } from '../../server/src/domain/mails/prepare.ts';
import { type Handover, openMailServer } from '../../server/src/outbound/emails/smtp.ts';
import { freePort } from '../ports.ts';
import { openRawServer, openRealServer, type Script, TAKES_ALL } from './smtp.ts';

const MAIL: OutgoingMail = {
  type: 'relink_request',
  sandbox: true,
  message_id: 'mail_1@relink.example',
  from: { name: 'Müller & Söhne, "Shop"', address: 'relink@relink.example' },
  reply_to: 'help@shop.example',
  to: 'jenny@example.com',
  subject: 'Bitte verbinden Sie Ihr Konto wieder …',
  html: '<p>Öffnen</p>',
  text: 'Öffnen Sie diese Adresse:\n\nhttps://relink.example/relink/0123456789abcdefghijklmnopqrstuv\n',
};

/** Far more than sockets buffer, so that a server that reads no further has not got all of it. */
const HUGE: OutgoingMail = { ...MAIL, text: 'All work and no play.\r\n'.repeat(400_000) };

const PATIENT = { step_ms: 10_000, whole_ms: 20_000 };
/** For servers that never answer, and long enough for whatever they do before that. */
const IMPATIENT = { step_ms: 800, whole_ms: 20_000 };

async function handTo(script: Script, mail = MAIL, patience = PATIENT): Promise<Handover> {
  const server = await openRawServer(script);
  const post = openMailServer(server.url, patience);
  try {
    return await post.hand(mail);
  } finally {
    post.close();
    await server.close();
  }
}

/** A server that takes everything but for one step. */
function but(step: RegExp, instead: Script): Script {
  return (line, socket) => (step.test(line) ? instead(line, socket) : TAKES_ALL(line, socket));
}

const says =
  (answer: string): Script =>
  (_line, socket) =>
    void socket.write(`${answer}\r\n`);
const says_nothing: Script = () => {};
const hangs_up: Script = (_line, socket) => void socket.destroy();

const refused = (reason: string, for_good = false): Handover => {
  return { type: 'refused', for_good, reason, code: codeOf(reason) };
};
const unknown = (reason: string): Handover => ({ type: 'unknown', reason, code: codeOf(reason) });

/** What the log says in place of the reason. */
function codeOf(reason: string): string {
  if (reason.includes('cannot be reached')) return 'ESOCKET';
  if (reason.includes('closed the connection')) return 'ECONNECTION';
  return reason.includes('in time') ? 'ETIMEDOUT' : /\d{3}/.exec(reason)![0];
}

describe('a mail is taken', () => {
  test('as it was written, with headers that say who, whom and that a machine wrote it', async () => {
    const server = await openRealServer();
    const post = openMailServer(server.url, PATIENT);
    assert.deepEqual(await post.hand(MAIL), { type: 'taken' });
    post.close();
    await server.close();
    const [{ email, from, to, raw }] = server.taken as [(typeof server.taken)[0]];
    assert.deepEqual([from, to], ['relink@relink.example', ['jenny@example.com']]);
    assert.deepEqual(
      [email.from?.name, email.from?.address, email.to?.[0]?.address, email.replyTo?.[0]?.address],
      [MAIL.from.name, MAIL.from.address, MAIL.to, MAIL.reply_to],
    );
    assert.equal(email.subject, MAIL.subject);
    assert.equal(email.messageId, '<mail_1@relink.example>');
    assert.equal(email.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
    assert.equal(email.text?.trim(), MAIL.text.trim());
    assert.equal(email.html?.trim(), MAIL.html);
    assert.match(raw, /^Content-Type: multipart\/alternative;/m);
  });

  test('by one connection after the other mail', async () => {
    const server = await openRawServer(TAKES_ALL);
    const post = openMailServer(server.url, PATIENT);
    assert.deepEqual(await post.hand(MAIL), { type: 'taken' });
    assert.deepEqual(await post.hand({ ...MAIL, message_id: 'mail_2@relink.example' }), { type: 'taken' });
    post.close();
    await server.close();
    assert.equal(server.connections, 1);
  });
});

describe('nothing was taken, so the mail may be tried again', () => {
  test('where nobody listens', async () => {
    const post = openMailServer(`smtp://127.0.0.1:${await freePort()}`, PATIENT);
    assert.deepEqual(await post.hand(MAIL), refused('the mail server cannot be reached'));
    post.close();
  });

  const cases: [string, Script, string][] = [
    ['where the server greets with a refusal', but(/^$/, says('554 no')), 'the mail server answered 554 no'],
    ['where the server hangs up at once', but(/^$/, hangs_up), 'the mail server closed the connection'],
    ['where the sender is refused', but(/^MAIL/, says('550 who')), 'the mail server answered 550 who'],
    ['where the recipient is put off', but(/^RCPT/, says('451 later')), 'the mail server answered 451 later'],
    ['where the server hangs up at the recipient', but(/^RCPT/, hangs_up), 'the mail server closed the connection'],
    ['where the server wants no message', but(/^DATA/, says('451 busy')), 'the mail server answered 451 busy'],
    ['where the message is put off', but(/^\.$/, says('452 full')), 'the mail server answered 452 full'],
    ['where the server is about to close', but(/^\.$/, says('421 closing')), 'the mail server answered 421 closing'],
  ];
  for (const [title, script, reason] of cases) {
    test(title, async () => assert.deepEqual(await handTo(script), refused(reason)));
  }

  for (const [title, step] of [
    ['where the server does not greet', /^$/],
    ['where the server says nothing of the recipient', /^RCPT/],
  ] as const) {
    test(title, async () => {
      const outcome = await handTo(but(step, says_nothing), MAIL, IMPATIENT);
      assert.deepEqual(outcome, refused('the mail server did not answer in time'));
    });
  }

  test('where the connection breaks in the middle of the message', async () => {
    const reads_a_little = but(/^DATA/, (_line, socket) => {
      socket.write('354 go on\r\n');
      socket.once('data', () => socket.destroy());
    });
    const { type, ...rest } = await handTo(reads_a_little, HUGE);
    assert.equal(type, 'refused');
    assert.equal((rest as { for_good: boolean }).for_good, false);
  });

  test('where the server stops reading in the middle of the message', async () => {
    const stops_reading = but(/^DATA/, (_line, socket) => {
      socket.write('354 go on\r\n');
      socket.pause();
    });
    assert.deepEqual(await handTo(stops_reading, HUGE, IMPATIENT), refused('the mail server did not answer in time'));
  });

  test('where the server trickles its greeting for ever', async () => {
    const trickles = but(/^$/, (_line, socket) => {
      const drip = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const outcome = await handTo(trickles, MAIL, { step_ms: 10_000, whole_ms: 300 });
    assert.deepEqual(outcome, refused('the mail server did not answer in time'));
  });
});

describe('the mail is refused for good', () => {
  test('where there is no such recipient', async () =>
    assert.deepEqual(
      await handTo(but(/^RCPT/, says('550 5.1.1 no such user'))),
      refused('the mail server answered 550 5.1.1 no such user', true),
    ));

  test('where the message is unwanted', async () =>
    assert.deepEqual(
      await handTo(but(/^\.$/, says('554 unwanted'))),
      refused('the mail server answered 554 unwanted', true),
    ));
});

test('an address never becomes two, nor a command of its own', async () => {
  const server = await openRealServer();
  const post = openMailServer(server.url, PATIENT);
  for (const to of ['a@b.example, c@d.example', 'a@b.example\r\nRCPT TO:<c@d.example>', 'A <a@b.example>', 'nobody']) {
    assert.equal((await post.hand({ ...MAIL, to })).type, 'refused', to);
  }
  const odd = { ...MAIL, reply_to: 'a@b.example, c@d.example', subject: 'Hello\r\nBcc: c@d.example' };
  assert.equal((await post.hand(odd)).type, 'taken');
  post.close();
  await server.close();
  const [{ to, email }] = server.taken as [(typeof server.taken)[0]];
  assert.deepEqual([to, email.bcc, email.replyTo?.length], [['jenny@example.com'], undefined, 1]);
});

describe('nobody knows whether the mail was taken', () => {
  test('where the server hangs up after the whole message', async () =>
    assert.deepEqual(
      await handTo(but(/^\.$/, hangs_up)),
      unknown('the mail server closed the connection after it was sent the whole e-mail'),
    ));

  test('where the server says nothing after the whole message', async () =>
    assert.deepEqual(
      await handTo(but(/^\.$/, says_nothing), MAIL, IMPATIENT),
      unknown('the mail server did not answer in time after it was sent the whole e-mail'),
    ));

  test('where the process is stopped meanwhile', async () => {
    const { promise: whole, resolve } = Promise.withResolvers<void>();
    const server = await openRawServer(but(/^\.$/, () => resolve()));
    const post = openMailServer(server.url, { step_ms: 10_000, whole_ms: 10_000 });
    const handing = post.hand(MAIL);
    await whole;
    post.close();
    assert.equal((await handing).type, 'unknown');
    await server.close();
  });
});
