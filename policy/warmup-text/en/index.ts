import type { LanguageTexts } from '../plot.ts';
import { businessTrip } from './business-trip.ts';
import { draftReview } from './draft-review.ts';
import { invoiceQuestion } from './invoice-question.ts';
import { meetingTime } from './meeting-time.ts';
import { officeSupplies } from './office-supplies.ts';
import { teamLunch } from './team-lunch.ts';

export const english: LanguageTexts = {
  greetings: ['Hi {partner},', 'Hello {partner},', 'Dear {partner},'],
  namelessGreetings: ['Hi,', 'Hello,', 'Hello there,'],
  signOffs: ['Best regards,', 'Best,', 'Kind regards,', 'Thanks and best wishes,', 'Regards,'],
  plots: [meetingTime, draftReview, businessTrip, invoiceQuestion, teamLunch, officeSupplies],
};
