// A merchant's accent colour, corrected until it can be read; the same maths as in mails.
export * from '../../server/src/kernel/accent.ts';
