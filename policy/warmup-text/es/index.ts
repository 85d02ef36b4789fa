import type { LanguageTexts } from '../plot.ts';
import { businessTrip } from './business-trip.ts';
import { draftReview } from './draft-review.ts';
import { invoiceQuestion } from './invoice-question.ts';
import { meetingTime } from './meeting-time.ts';
import { officeSupplies } from './office-supplies.ts';
import { teamLunch } from './team-lunch.ts';

export const spanish: LanguageTexts = {
  greetings: ['Hola, {partner}:', 'Hola {partner}:', 'Buenas, {partner}:'],
  namelessGreetings: ['Hola:', 'Buenas:'],
  signOffs: ['Un saludo,', 'Saludos,', 'Saludos cordiales,', 'Un abrazo,', 'Gracias y un saludo,'],
  plots: [meetingTime, draftReview, businessTrip, invoiceQuestion, teamLunch, officeSupplies],
};
