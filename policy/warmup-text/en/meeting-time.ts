import type { Plot } from '../plot.ts';

export const meetingTime: Plot = {
  name: 'meeting-time',
  subjects: [
    'Time to talk about {topic}?',
    'Short meeting on {topic}',
    'Meeting about {topic}',
    'When can we discuss {topic}?',
  ],
  facts: {
    topic: [
      'the spring catalogue',
      'the new price list',
      'the customer survey',
      'the training plan',
      'the warehouse move',
      'the trade fair stand',
      'the half-year figures',
    ],
    day: ['Monday', 'Tuesday', 'Wednesday'],
    time: ['9:30', '10:00', '10:45', '11:15'],
    otherDay: ['Thursday', 'Friday'],
    otherTime: ['13:30', '14:00', '14:45', '15:30'],
    room: [
      'the small meeting room',
      'the room next to reception',
      'the room on the second floor',
      'the corner room',
    ],
    colleague: ['Daniel', 'Julia', 'Martin', 'Laura', 'Peter'],
  },
  turns: [
    [
      [
        "I'd like to go through {topic} with you soon.",
        'We should sit down and talk about {topic}.',
        'Could we find half an hour for {topic}?',
        'There are a few open points on {topic} that I would like to settle with you.',
      ],
      [
        'Would {day} at {time} work for you?',
        'How about {day} at {time}?',
        '{day} at {time} would suit me, what about you?',
      ],
      ['Half an hour should be enough.', "I don't think it takes more than 30 minutes.", ''],
    ],
    [
      [
        'Good idea, but I have a call on {day} at {time}.',
        'Happy to, only {day} at {time} is taken already.',
        'Yes, we should, though {day} at {time} is difficult on my side.',
      ],
      [
        'Could we do {otherDay} at {otherTime} instead?',
        'Would {otherDay} at {otherTime} be possible?',
        '{otherDay} at {otherTime} would work well, if that is fine with you.',
      ],
      ["Until then I'll collect my notes on {topic}.", 'That also gives me time to read up on {topic}.', ''],
    ],
    [
      [
        '{otherDay} at {otherTime} is fine.',
        'Yes, {otherDay} at {otherTime} works.',
        "{otherDay} at {otherTime} it is, I've put it into my calendar.",
      ],
      ["I'll book {room}.", 'I will reserve {room} for us.', "Let's meet in {room}."],
      ['Should we ask {colleague} to join?', 'Do you think {colleague} should be there too?'],
    ],
    [
      [
        'Thanks, I know where {room} is.',
        'Great, thank you for taking care of the room.',
        'Perfect, thanks for booking.',
      ],
      [
        'Yes, {colleague} should hear this, at least the first part.',
        'I think it makes sense to have {colleague} with us for the beginning.',
        'Good point, {colleague} knows the background of {topic} best.',
      ],
      ['Will you send the invitation?', 'Could you let {colleague} know?'],
    ],
    [
      [
        'Done, {colleague} will come for the first ten minutes.',
        '{colleague} has just confirmed for {otherDay}.',
        "I've asked, and {colleague} has time at {otherTime}.",
      ],
      [
        'Could you bring the latest numbers?',
        'It would help to have the current numbers at hand, do you have them?',
        'Can you bring the list we made last month?',
      ],
    ],
    [
      [
        "Yes, I'll bring it all along.",
        'Sure, I have everything here and will bring it.',
        "Of course, I'll print it before.",
      ],
      [
        'See you on {otherDay} at {otherTime}.',
        'Then until {otherDay} in {room}.',
        'See you on {otherDay} then.',
      ],
    ],
  ],
};
