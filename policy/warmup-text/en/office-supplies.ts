import type { Plot } from '../plot.ts';

export const officeSupplies: Plot = {
  name: 'office-supplies',
  subjects: [
    'New {things} for the office',
    'Order of {things}',
    'Which {things} do we take?',
    '{things} for {room}',
  ],
  facts: {
    things: ['chairs', 'desk lamps', 'headsets', 'monitors', 'whiteboards', 'shelves'],
    room: ['the second floor', 'the training room', 'the front office', 'the new team'],
    count: ['four', 'six', 'ten', 'twelve'],
    colour: ['black', 'grey', 'white', 'dark blue'],
    weeks: ['one week', 'two weeks', 'three weeks'],
    reason: ['sturdier', 'easier to clean', 'cheaper in the long run', 'quicker to get'],
  },
  turns: [
    [
      [
        'we need {count} new {things} for {room}.',
        'for {room} I am about to order {things}, {count} of them.',
        '{room} is to get {count} new {things}.',
      ],
      [
        "I have two offers here and can't decide.",
        'There are two offers that look much alike.',
        'Two offers have come in, both are fine.',
      ],
      [
        'Which would you take, the simple ones or the better ones?',
        'Would you spend a little more for the better ones?',
      ],
    ],
    [
      [
        'I would take the better ones, they are {reason}.',
        'Rather the better ones, from experience they are {reason}.',
        'The better ones, because they are {reason}.',
      ],
      ['How long would we have to wait?', 'When could they deliver?', 'What about the delivery time?'],
    ],
    [
      ['They say {weeks}.', 'Delivery takes {weeks}.', 'About {weeks}, if we order now.'],
      [
        'There is a choice of colours, I thought of {colour}.',
        'I would choose {colour}, that goes with the rest.',
        'We can have them in {colour}.',
      ],
      ['Is that all right with you?', 'What do you think?'],
    ],
    [
      ['{weeks} is fine, nobody is waiting.', 'We can live with {weeks}.', '{weeks} is no problem.'],
      ['And {colour} is a good choice.', '{colour} is fine with me.', 'I like {colour}.'],
      ['Have you asked for a discount for {count}?', 'Maybe they give a discount if we take {count}.'],
    ],
    [
      [
        'I asked, and they gave us five per cent.',
        'It worked, delivery is free now.',
        'They agreed to a small discount, good that you mentioned it.',
      ],
      [
        'The order for {count} {things} is out.',
        "I've ordered all {count} today.",
        'The {things} are ordered.',
      ],
      ['Who can be there when they arrive?', 'Do you know who will be in when they are delivered?'],
    ],
    [
      [
        "I'm in the office all that week.",
        "I'll be here and can sign for them.",
        'No problem, I can take the delivery.',
      ],
      [
        '{room} will be pleased.',
        'Then the old {things} can go at last.',
        'Thanks for taking care of the {things}.',
      ],
    ],
  ],
};
