import type { Plot } from '../plot.ts';

export const officeSupplies: Plot = {
  name: 'office-supplies',
  subjects: [
    'Neue {things} für das Büro',
    'Bestellung: {things}',
    'Welche {things} nehmen wir?',
    '{things} für {room}',
  ],
  facts: {
    things: ['Stühle', 'Schreibtischlampen', 'Headsets', 'Bildschirme', 'Whiteboards', 'Regale'],
    room: ['den zweiten Stock', 'den Schulungsraum', 'das vordere Büro', 'das neue Team'],
    count: ['vier', 'sechs', 'zehn', 'zwölf'],
    colour: ['Schwarz', 'Grau', 'Weiß', 'Dunkelblau'],
    weeks: ['eine Woche', 'zwei Wochen', 'drei Wochen'],
    reason: ['stabiler', 'leichter zu reinigen', 'auf Dauer günstiger', 'schneller lieferbar'],
  },
  turns: [
    [
      [
        'Wir brauchen {count} neue {things} für {room}.',
        'Für {room} bestelle ich gerade {things}, {count} Stück.',
        'Für {room} sind {count} neue {things} geplant.',
      ],
      [
        'Ich habe zwei Angebote und kann mich nicht entscheiden.',
        'Zwei Angebote liegen vor, beide recht ähnlich.',
        'Es gibt zwei Angebote, beide sind in Ordnung.',
      ],
      [
        'Würdest du die einfachen nehmen oder die besseren?',
        'Würdest du für die besseren etwas mehr ausgeben?',
      ],
    ],
    [
      [
        'Ich würde die besseren nehmen, sie sind {reason}.',
        'Eher die besseren, die sind erfahrungsgemäß {reason}.',
        'Die besseren, weil sie {reason} sind.',
      ],
      ['Wie lange müssten wir warten?', 'Wann könnten sie geliefert werden?', 'Wie ist die Lieferzeit?'],
    ],
    [
      ['Laut Angebot {weeks}.', 'Das dauert {weeks}.', 'Etwa {weeks}, wenn wir jetzt bestellen.'],
      [
        'Bei der Farbe können wir wählen, ich dachte an {colour}.',
        'Ich würde {colour} nehmen, das passt zum Rest.',
        'Es gibt sie auch in {colour}.',
      ],
      ['Ist dir das recht?', 'Was meinst du?'],
    ],
    [
      [
        'Für {weeks} reicht das Alte noch.',
        'Auf {weeks} kommt es nicht an.',
        'Kein Problem, {weeks} halten wir aus.',
      ],
      ['{colour} ist eine gute Wahl.', 'Mit {colour} bin ich einverstanden.', '{colour} gefällt mir.'],
      [
        'Hast du bei {count} Stück nach einem Rabatt gefragt?',
        'Vielleicht gibt es bei {count} Stück einen Rabatt.',
      ],
    ],
    [
      [
        'Ich habe gefragt, wir bekommen fünf Prozent.',
        'Hat geklappt, die Lieferung ist jetzt kostenlos.',
        'Es gibt einen kleinen Rabatt, gut, dass du es gesagt hast.',
      ],
      [
        'Die Bestellung über {count} Stück ist raus.',
        'Ich habe heute alle {count} bestellt.',
        'Bestellt ist alles.',
      ],
      ['Wer kann da sein, wenn sie kommen?', 'Weißt du, wer bei der Lieferung im Haus ist?'],
    ],
    [
      [
        'Ich bin die ganze Woche im Büro.',
        'Ich bin hier und kann unterschreiben.',
        'Kein Problem, ich nehme die Lieferung an.',
      ],
      [
        'Dann können die alten endlich weg.',
        'Danke, dass du dich darum gekümmert hast.',
        'Die anderen werden sich freuen.',
      ],
    ],
  ],
};
