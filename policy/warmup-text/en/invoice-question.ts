import type { Plot } from '../plot.ts';

export const invoiceQuestion: Plot = {
  name: 'invoice-question',
  subjects: [
    'Question about the {supplier} invoice',
    'Invoice of the {supplier}',
    'The {month} invoice of the {supplier}',
  ],
  facts: {
    supplier: [
      'cleaning company',
      'print shop',
      'caterer',
      'paper supplier',
      'courier service',
      'gardening firm',
    ],
    month: ['January', 'March', 'April', 'June', 'September', 'October'],
    item: ['an extra delivery', 'a surcharge', 'an additional hour', 'an express fee', 'a second visit'],
    person: ['Sophie', 'Thomas', 'Helen', 'Robert', 'Anna'],
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday'],
  },
  turns: [
    [
      [
        "I'm checking the {month} invoice of the {supplier}.",
        'the {supplier} has sent the invoice for {month}.',
        'the invoice of the {supplier} for {month} is on my desk.',
      ],
      [
        'It lists {item}, do you know anything about it?',
        'There is {item} on it that I cannot place.',
        'I wonder about {item}, was that agreed?',
      ],
      ['Everything else looks right.', 'The rest is as usual.', ''],
    ],
    [
      [
        'I remember something, but not exactly.',
        'That may well be right, we had a special case then.',
        'Hard to say from memory.',
      ],
      [
        '{person} ordered from them in {month} and should know.',
        'I think {person} talked to them, I will ask.',
        'Let me ask {person}, who was in contact with them.',
      ],
      ['Is it urgent?', 'By when do you have to pay it?'],
    ],
    [
      [
        'There is time, it is due at the end of the month.',
        'Not urgent, we have two more weeks.',
        'It can wait until next week.',
      ],
      [
        'Would be good to know by {day}, though.',
        'If I hear from you by {day}, that is early enough.',
        'An answer by {day} would be nice.',
      ],
    ],
    [
      [
        '{person} has confirmed {item}.',
        'I talked to {person}: {item} is correct.',
        'It is in order, {person} asked them for it.',
      ],
      [
        'There was a change at short notice in {month}.',
        'It was agreed by phone, which is why there is no note.',
        'The original order was simply too small.',
      ],
      ['Do you need it in writing?', 'Shall I write a short note for the files?'],
    ],
    [
      ['Thanks for finding out so quickly.', 'Thank you, then I can close this.', 'Great, that was fast.'],
      [
        'A short note would be good, one sentence is enough.',
        'Yes please, one line for the files will do.',
        "If it isn't too much work, a short note would help.",
      ],
      ["I'll release the payment on {day}.", 'The invoice gets paid on {day} then.'],
    ],
    [
      ['The note is in the folder now.', "I've put the note next to the invoice.", 'Note written and filed.'],
      [
        'Next time we will write it on the order at once.',
        "I've asked {person} to leave a remark next time.",
        'I hope the next invoice explains itself.',
      ],
    ],
  ],
};
