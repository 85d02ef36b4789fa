import type { Plot } from '../plot.ts';

export const teamLunch: Plot = {
  name: 'team-lunch',
  subjects: [
    'Mittagessen am {day}?',
    'Gemeinsames Mittagessen',
    'Essen gehen am {day}',
    'Eine Idee für {day}',
  ],
  facts: {
    occasion: [
      'zum Geburtstag von Claire',
      'zum Einstand von Simon',
      'zum Abschied von Maria',
      'zum Abschluss des Projekts',
      'vor der Sommerpause',
    ],
    day: ['Mittwoch', 'Donnerstag', 'Freitag'],
    place: [
      'der Italiener um die Ecke',
      'das neue Thai-Restaurant',
      'die Kantine am Park',
      'das Café an der Brücke',
      'der Grieche in der Hauptstraße',
    ],
    people: ['sechs', 'sieben', 'acht', 'neun'],
    time: ['12:00', '12:15', '12:30'],
    dish: ['das Mittagsmenü', 'die Suppe', 'die Pasta', 'das Gemüsecurry', 'den Salat'],
  },
  turns: [
    [
      [
        'Wir könnten {occasion} zusammen essen gehen.',
        'Wie wäre es {occasion} mit einem gemeinsamen Mittagessen?',
        'Was hältst du davon, {occasion} mit allen essen zu gehen?',
      ],
      [
        '{day} wäre ein guter Tag.',
        'Vielleicht am {day}, da sind die meisten da.',
        'Ich würde {day} vorschlagen.',
      ],
      ['Hast du eine Idee, wohin?', 'Wohin würdest du gehen?', 'Hast du einen Wunsch?'],
    ],
    [
      ['Schöne Idee, ich bin dabei.', 'Das gefällt mir, ich komme gern.', 'Sehr gut, ich habe Zeit.'],
      ['Mein Vorschlag: {place}.', 'Immer gut ist {place}.', 'Was meinst du, {place}?'],
      ['Wie viele sind wir?', 'Weißt du schon, wie viele kommen?'],
    ],
    [
      [
        'Ich habe herumgefragt, wir sind {people}.',
        'Mit allen sind wir {people}.',
        'Bisher haben {people} Leute zugesagt.',
      ],
      ['Dein Vorschlag ist gut.', 'Dort war ich lange nicht, sehr gern.', 'Einverstanden mit dem Ort.'],
      ['Kann man dort reservieren?', 'Sollten wir einen Tisch reservieren?'],
    ],
    [
      [
        'Ich habe angerufen, es gibt einen Tisch für {people} um {time} Uhr.',
        'Der Tisch ist reserviert, {people} Personen um {time} Uhr.',
        'Ein großer Tisch ist um {time} Uhr für uns frei.',
      ],
      [
        'Wir können {dish} vorbestellen, wenn wir mögen.',
        'Am {day} empfehlen sie {dish}.',
        'Ich würde wieder {dish} nehmen.',
      ],
      ['Isst jemand kein Fleisch?', 'Hat jemand eine Allergie?'],
    ],
    [
      [
        'Zwei essen vegetarisch, das ist dort sicher kein Problem.',
        'Nur einmal vegetarisch, sonst nichts.',
        'Keine Allergien, zwei mögen es lieber ohne Fleisch.',
      ],
      [
        'Ich sage allen {time} Uhr.',
        'Den anderen gebe ich Bescheid, dass es um {time} Uhr losgeht.',
        'Alle wissen nun, dass es um {time} Uhr beginnt.',
      ],
      ['Wollen wir auch eine Karte besorgen?', 'Soll es auch eine Karte geben?'],
    ],
    [
      [
        'Ja, die bringe ich auf dem Weg mit.',
        'Gute Idee, darum kümmere ich mich morgen.',
        'Das kann ich machen, bei mir in der Nähe ist ein Laden.',
      ],
      ['Dann bis {day}.', 'Ich freue mich auf {day}.', 'Das wird ein schöner {day}.'],
    ],
  ],
};
