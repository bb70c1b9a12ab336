import { en } from '../../src/i18n/en.ts';
import type { CardFacts } from '../../src/slack/views/card-facts.ts';
import { noon } from '../store/builders.ts';

/** What a card is drawn with beside its request: at noon, with one approver and ordinary rules. */
export const facts: CardFacts = {
  texts: en,
  now: noon,
  policy: {
    approvers: ['U0ALAN'],
    allowSelfApproval: false,
    bulkBrake: 25,
    escalationApprovers: [],
    notifyApprovers: 'mention',
  },
};
