import type { LanguageTexts } from '../plot.ts';
import { businessTrip } from './business-trip.ts';
import { draftReview } from './draft-review.ts';
import { invoiceQuestion } from './invoice-question.ts';
import { meetingTime } from './meeting-time.ts';
import { officeSupplies } from './office-supplies.ts';
import { teamLunch } from './team-lunch.ts';

/** Colleagues say вы, whose past tense shows no gender; of oneself present, future and impersonal forms only. */
export const russian: LanguageTexts = {
  greetings: [
    'Здравствуйте, {partner}!',
    'Добрый день, {partner}!',
    '{partner}, здравствуйте!',
    '{partner}, добрый день!',
  ],
  namelessGreetings: ['Здравствуйте!', 'Добрый день!'],
  signOffs: [
    'С уважением,',
    'Всего доброго,',
    'С наилучшими пожеланиями,',
    'Хорошего дня,',
    'Спасибо и всего доброго,',
  ],
  plots: [meetingTime, draftReview, businessTrip, invoiceQuestion, teamLunch, officeSupplies],
};
