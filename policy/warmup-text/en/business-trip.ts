import type { Plot } from '../plot.ts';

export const businessTrip: Plot = {
  name: 'business-trip',
  subjects: ['Trip to {city}', '{city} next month', 'Planning for {city}', 'Travel to {city}'],
  facts: {
    city: ['Vienna', 'Hamburg', 'Zurich', 'Prague', 'Copenhagen', 'Amsterdam', 'Brussels'],
    reason: [
      'the supplier visit',
      'the trade fair',
      'the customer meeting',
      'the workshop',
      'the conference',
    ],
    train: ['7:10', '7:45', '8:20', '8:55'],
    back: ['16:30', '17:15', '18:05', '18:40'],
    hotel: ['near the station', 'in the old town', 'by the river', 'close to the fair'],
    nights: ['one night', 'two nights'],
  },
  turns: [
    [
      [
        "I've started to plan {reason} in {city}.",
        'soon we have to book something for {reason} in {city}.',
        'about {reason} in {city}: time to think about travel.',
      ],
      ['Shall we go together?', 'Would you like to travel together?', 'Do you want to take the same train?'],
      [
        'There is a train at {train} that would be in time.',
        'The train at {train} looks good to me.',
        'If we take the one at {train}, we are there before it begins.',
      ],
    ],
    [
      [
        'Yes, good idea, together is more pleasant.',
        'With pleasure, then we can prepare on the way.',
        'Yes, let us go together.',
      ],
      [
        '{train} is early, but fine.',
        'The train at {train} is fine with me.',
        'I can make the one at {train}.',
      ],
      ['Do we need a hotel, or do we come back the same day?', 'Are we staying overnight?'],
    ],
    [
      [
        "I'd say {nights}, otherwise it gets hectic.",
        'I would stay {nights}, the programme is rather full.',
        'With everything on the list it will be {nights}.',
      ],
      [
        'A hotel {hotel} would be practical.',
        'There are nice small hotels {hotel}.',
        'Last time I stayed {hotel}, that was good.',
      ],
      ['For the way back there is a train at {back}.', 'Back we could take the one at {back}.'],
    ],
    [
      [
        'Agreed, {nights} it is.',
        'That makes sense, so {nights}.',
        '{nights} is reasonable, then nobody has to run.',
      ],
      [
        "I'll look for something {hotel}.",
        'I can book the hotel, {hotel} sounds good.',
        'Leave the hotel to me, I will find something {hotel}.',
      ],
      ['Will you get the tickets?', 'Can you take care of the train?'],
    ],
    [
      [
        'The tickets are booked, {train} there and {back} back.',
        "I've bought the tickets: {train} out, {back} home.",
        'Tickets are done, we leave at {train} and return at {back}.',
      ],
      [
        'We have two seats next to each other.',
        'I took seats in the quiet coach.',
        'Seats are reserved as well.',
      ],
      ['Did you find a hotel?', 'How does it look with the hotel?'],
    ],
    [
      [
        'Yes, two rooms for {nights}, breakfast included.',
        'Booked this morning, {nights}, {hotel}.',
        'The hotel is settled too, it is quiet and {hotel}.',
      ],
      ['Now {city} can come.', "I'm looking forward to {city}.", 'Then everything is ready for {reason}.'],
    ],
  ],
};
