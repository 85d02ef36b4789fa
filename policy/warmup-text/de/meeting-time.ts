import type { Plot } from '../plot.ts';

export const meetingTime: Plot = {
  name: 'meeting-time',
  subjects: [
    'Termin wegen {topic}',
    'Wann sprechen wir über das Thema?',
    'Kurze Besprechung',
    'Besprechung in dieser oder nächster Woche',
  ],
  facts: {
    topic: [
      'des Frühjahrskatalogs',
      'der neuen Preisliste',
      'der Kundenbefragung',
      'des Schulungsplans',
      'des Lagerumzugs',
      'des Messestands',
    ],
    day: ['Montag', 'Dienstag', 'Mittwoch'],
    time: ['9:30', '10:00', '10:45', '11:15'],
    otherDay: ['Donnerstag', 'Freitag'],
    otherTime: ['13:30', '14:00', '14:45', '15:30'],
    room: [
      'den kleinen Besprechungsraum',
      'den Raum neben dem Empfang',
      'den Raum im zweiten Stock',
      'das Eckzimmer',
    ],
    colleague: ['Daniel', 'Julia', 'Martin', 'Laura', 'Peter'],
  },
  turns: [
    [
      [
        'Wir sollten uns wegen {topic} zusammensetzen.',
        'Wegen {topic} würde ich gern bald mit dir sprechen.',
        'Hast du demnächst eine halbe Stunde Zeit wegen {topic}?',
      ],
      [
        'Passt dir {day} um {time} Uhr?',
        'Wie wäre es am {day} um {time} Uhr?',
        'Mir würde {day} um {time} Uhr gut passen, dir auch?',
      ],
      ['Eine halbe Stunde sollte reichen.', 'Länger als 30 Minuten dauert es sicher nicht.', ''],
    ],
    [
      [
        'Gute Idee, aber am {day} um {time} Uhr habe ich ein Telefonat.',
        'Gern, nur ist {day} um {time} Uhr bei mir schon belegt.',
        'Ja, das ist nötig, am {day} um {time} Uhr geht es bei mir leider nicht.',
      ],
      [
        'Ginge auch {otherDay} um {otherTime} Uhr?',
        'Wäre {otherDay} um {otherTime} Uhr möglich?',
        'Am {otherDay} um {otherTime} Uhr hätte ich Zeit, du auch?',
      ],
      ['Bis dahin sammle ich meine Notizen.', 'Dann kann ich mich vorher noch einlesen.', ''],
    ],
    [
      [
        '{otherDay} um {otherTime} Uhr ist gut.',
        'Ja, {otherDay} um {otherTime} Uhr passt.',
        'Dann also {otherDay} um {otherTime} Uhr, steht im Kalender.',
      ],
      ['Ich reserviere {room}.', 'Für uns buche ich {room}.', 'Ich nehme {room}.'],
      ['Wollen wir {colleague} dazubitten?', 'Sollte {colleague} auch dabei sein?'],
    ],
    [
      [
        'Danke fürs Reservieren.',
        'Super, danke, dass du dich um den Raum kümmerst.',
        'Prima, der Raum ist genau richtig.',
      ],
      [
        'Ja, {colleague} sollte zumindest am Anfang dabei sein.',
        'Ich finde es sinnvoll, wenn {colleague} den ersten Teil hört.',
        'Stimmt, {colleague} kennt die Vorgeschichte am besten.',
      ],
      ['Schickst du die Einladung?', 'Sagst du {colleague} Bescheid?'],
    ],
    [
      [
        'Erledigt, {colleague} kommt für die ersten zehn Minuten.',
        '{colleague} hat für {otherDay} zugesagt.',
        'Ich habe gefragt, {colleague} hat um {otherTime} Uhr Zeit.',
      ],
      [
        'Kannst du die neuesten Zahlen mitbringen?',
        'Die aktuellen Zahlen wären hilfreich, hast du sie zur Hand?',
        'Bringst du die Liste vom letzten Monat mit?',
      ],
    ],
    [
      [
        'Ja, ich bringe alles mit.',
        'Klar, ich habe alles hier und bringe es mit.',
        'Natürlich, ich drucke es vorher aus.',
      ],
      ['Bis {otherDay} um {otherTime} Uhr.', 'Dann bis {otherDay}.', 'Wir sehen uns am {otherDay}.'],
    ],
  ],
};
