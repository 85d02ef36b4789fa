import type { LanguageTexts } from '../plot.ts';
import { businessTrip } from './business-trip.ts';
import { draftReview } from './draft-review.ts';
import { invoiceQuestion } from './invoice-question.ts';
import { meetingTime } from './meeting-time.ts';
import { officeSupplies } from './office-supplies.ts';
import { teamLunch } from './team-lunch.ts';

/** Greetings end in an exclamation mark, after which German goes on with a capital; colleagues say du. */
export const german: LanguageTexts = {
  greetings: ['Hallo {partner}!', 'Hi {partner}!', 'Guten Tag {partner}!'],
  namelessGreetings: ['Hallo!', 'Guten Tag!'],
  signOffs: ['Viele Grüße', 'Liebe Grüße', 'Beste Grüße', 'Schöne Grüße', 'Danke und viele Grüße'],
  plots: [meetingTime, draftReview, businessTrip, invoiceQuestion, teamLunch, officeSupplies],
};
