import type { Plot } from '../plot.ts';

export const draftReview: Plot = {
  name: 'draft-review',
  subjects: [
    'Draft of {document}',
    'Could you have a look at {document}?',
    'Your opinion on {document}',
    'First version of {document}',
  ],
  facts: {
    document: [
      'the project report',
      'the onboarding guide',
      'the quarterly overview',
      'the service description',
      'the holiday rules',
      'the new product sheet',
    ],
    part: [
      'the introduction',
      'the second chapter',
      'the summary',
      'the table at the end',
      'the part about costs',
    ],
    day: ['Monday', 'Tuesday', 'Wednesday'],
    deadline: ['Thursday', 'Friday'],
    pages: ['six', 'eight', 'ten', 'twelve'],
  },
  turns: [
    [
      [
        'the first version of {document} is in our folder.',
        "I've finished a first draft of {document}, it is in the shared folder.",
        'there is now a draft of {document} in the team folder.',
      ],
      [
        'Could you read it and tell me what you think?',
        'Would you have time to look at it?',
        'I would be glad to hear your opinion.',
      ],
      [
        "I'm least sure about {part}.",
        'The weakest place is probably {part}.',
        'Most of my questions are about {part}.',
      ],
    ],
    [
      [
        'Thanks, I have found it.',
        'I saw it in the folder, thank you.',
        "Thanks for the draft, I've just opened it.",
      ],
      [
        'It has {pages} pages, so I will read it on {day} when it is quiet.',
        'I can read it properly on {day}, {pages} pages need some calm.',
        'On {day} I have time to go through all {pages} pages.',
      ],
      ['Until when do you need my comments?', 'When do you need it back?'],
    ],
    [
      ['{day} is early enough.', 'No hurry, {day} is fine.', '{day} is perfect.'],
      [
        'I want to send {document} out on {deadline}.',
        'It should be finished by {deadline}.',
        'The final version is due on {deadline}.',
      ],
      [
        'Short remarks are enough, no need to correct the spelling.',
        "Just write into the text, I'll sort it out.",
        '',
      ],
    ],
    [
      ["I've read it now, and it is good.", 'Read and liked it.', "I'm through with {document}, well done."],
      [
        'Only {part} could be shorter.',
        'I would cut {part} by half.',
        'In {part} I got lost once, maybe an example would help.',
      ],
      [
        'Two small remarks are in the margin.',
        'The rest is clear to me.',
        'Everything else can stay as it is.',
      ],
    ],
    [
      [
        'Thank you, that helps a lot.',
        'Many thanks for the quick reading.',
        'Thanks, that is what I had hoped for.',
      ],
      [
        "I've rewritten {part} this morning.",
        '{part} is new now, and about half as long.',
        'Your remark about {part} was right, I have changed it.',
      ],
      ['Would you like to see it once more?', 'Do you want to look at it again before {deadline}?'],
    ],
    [
      [
        "No need, I'm sure that it is fine.",
        "I've had a quick look, much better.",
        'Just looked at it, very clear now.',
      ],
      ['You can send it on {deadline}.', 'From my side it can go out.', 'Good luck on {deadline}.'],
    ],
  ],
};
