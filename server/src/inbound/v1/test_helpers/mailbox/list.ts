// GET /v1/test_helpers/mailbox
import { z } from 'zod';
import { bodyOf, keptMails, mailCursor } from '#domain/mails/mail_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { pagination, text } from '#inbound/http/params.ts';
import { presentMail } from '#wire/mail.ts';

const params = z.object({
  ...pagination,
  to: text({ max: 512 }).optional(),
});

export const list = endpoint({
  method: 'GET',
  path: '/v1/test_helpers/mailbox',
  params,
  sandbox_only: true,
  async run(context, { to, ...page }) {
    const reader = { may_sign_in: context.caller.permissions === null };
    return listPage({
      query: keptMails(context, to),
      cursor: (id) => mailCursor(context, id),
      noun: 'mail',
      url: '/v1/test_helpers/mailbox',
      params: page,
      present: (rows) => rows.map((row) => presentMail(row, bodyOf(context, row, reader))),
    });
  },
});
