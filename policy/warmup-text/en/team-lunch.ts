import type { Plot } from '../plot.ts';

export const teamLunch: Plot = {
  name: 'team-lunch',
  subjects: [
    'Lunch for {occasion}',
    'Team lunch on {day}?',
    '{occasion}: lunch together?',
    'An idea for {occasion}',
  ],
  facts: {
    occasion: [
      "Claire's birthday",
      "Simon's first week",
      "Maria's farewell",
      'the end of the project',
      'the summer break',
    ],
    day: ['Wednesday', 'Thursday', 'Friday'],
    place: [
      'the Italian place around the corner',
      'the new Thai restaurant',
      'the canteen at the park',
      'the café by the bridge',
      'the Greek restaurant',
    ],
    people: ['six', 'seven', 'eight', 'nine'],
    time: ['12:00', '12:15', '12:30'],
    dish: ['the lunch menu', 'the soup', 'the pasta', 'the vegetable curry', 'the salad'],
  },
  turns: [
    [
      [
        'I thought we could go out for lunch for {occasion}.',
        'how about a lunch together for {occasion}?',
        'what do you think of a team lunch for {occasion}?',
      ],
      ['{day} would be a good day.', 'Maybe on {day}, most of us are in then.', 'I would suggest {day}.'],
      ['Do you have an idea where?', 'Where would you go?', 'Any wishes for the place?'],
    ],
    [
      ['What a nice idea, count me in.', 'I like that, of course I will come.', 'Very good, I have time.'],
      ['I would suggest {place}.', 'How about {place}?', '{place} is always good.'],
      ['How many are we?', 'Do you know how many people will come?'],
    ],
    [
      [
        "I've asked around, we are {people}.",
        'With everyone we are {people}.',
        'So far {people} people have said yes.',
      ],
      [
        '{place} is a good choice.',
        "{place} sounds great, I haven't been there for a while.",
        'Agreed, {place} it is.',
      ],
      ['Do they take reservations?', 'Should we reserve a table?'],
    ],
    [
      [
        'I called them, they keep a table for {people} at {time}.',
        'The table is reserved, {people} people at {time}.',
        'They have a big table for us at {time}.',
      ],
      [
        'We can order {dish} in advance if we like.',
        'They recommend {dish} on {day}.',
        'I would take {dish} again.',
      ],
      ['Does anyone not eat meat?', 'Is there anyone with an allergy?'],
    ],
    [
      [
        'Two of us eat vegetarian, I think that is no problem there.',
        'Only one vegetarian, nothing else.',
        'Nobody with allergies, two prefer it without meat.',
      ],
      [
        "I'll tell everyone {time}.",
        'I let the others know that it starts at {time}.',
        'All of them know about {time} now.',
      ],
      ['Shall we organise a card too?', 'Should we also get a card?'],
    ],
    [
      [
        "Yes, I'll get one on my way in.",
        "Good idea, I'll take care of that tomorrow.",
        'I can do that, there is a shop near my house.',
      ],
      ['See you on {day} then.', "I'm looking forward to {day}.", 'It will be a nice {day}.'],
    ],
  ],
};
