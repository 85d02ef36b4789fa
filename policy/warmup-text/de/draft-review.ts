import type { Plot } from '../plot.ts';

export const draftReview: Plot = {
  name: 'draft-review',
  subjects: [
    'Entwurf: {document}',
    '{document}, erste Fassung',
    'Deine Meinung: {document}',
    'Kannst du einmal drüberlesen?',
  ],
  facts: {
    document: [
      'Projektbericht',
      'Leitfaden zur Einarbeitung',
      'Quartalsübersicht',
      'Leistungsbeschreibung',
      'Urlaubsregelung',
      'Produktblatt',
    ],
    part: [
      'mit der Einleitung',
      'mit dem zweiten Kapitel',
      'mit der Zusammenfassung',
      'mit der Tabelle am Schluss',
      'mit dem Teil über die Kosten',
    ],
    day: ['Montag', 'Dienstag', 'Mittwoch'],
    deadline: ['Donnerstag', 'Freitag'],
    pages: ['sechs', 'acht', 'zehn', 'zwölf'],
  },
  turns: [
    [
      [
        'Im gemeinsamen Ordner liegt jetzt ein erster Entwurf ({document}).',
        'Der erste Entwurf ist fertig und liegt im Ordner unter „{document}“.',
        'Ich habe einen Entwurf geschrieben, du findest ihn im Ordner unter „{document}“.',
      ],
      [
        'Magst du ihn lesen und mir sagen, was du davon hältst?',
        'Hättest du Zeit, einmal hineinzuschauen?',
        'Über deine Meinung würde ich mich freuen.',
      ],
      [
        'Am wenigsten zufrieden bin ich {part}.',
        'Schwierigkeiten hatte ich vor allem {part}.',
        'Unsicher bin ich noch {part}.',
      ],
    ],
    [
      [
        'Danke, ich habe ihn gefunden.',
        'Schon gesehen, danke dir.',
        'Danke für den Entwurf, ich habe ihn gerade geöffnet.',
      ],
      [
        'Es sind {pages} Seiten, die lese ich am {day} in Ruhe.',
        'Am {day} habe ich Zeit für alle {pages} Seiten.',
        'Für {pages} Seiten brauche ich etwas Ruhe, das wird {day}.',
      ],
      ['Bis wann brauchst du meine Anmerkungen?', 'Wann brauchst du ihn zurück?'],
    ],
    [
      ['{day} ist früh genug.', 'Keine Eile, {day} reicht völlig.', '{day} ist wunderbar.'],
      [
        'Ich möchte ihn am {deadline} verschicken.',
        'Fertig sein soll er am {deadline}.',
        'Die Endfassung ist am {deadline} fällig.',
      ],
      [
        'Kurze Anmerkungen genügen, Tippfehler suche ich selbst.',
        'Schreib einfach in den Text hinein, ich ordne das dann.',
        '',
      ],
    ],
    [
      [
        'Ich habe ihn jetzt gelesen, er ist gut geworden.',
        'Gelesen, gefällt mir.',
        'Ich bin durch, schöne Arbeit.',
      ],
      [
        'Noch nicht ganz warm geworden bin ich {part}.',
        'Etwas Mühe hatte ich nur {part}.',
        'Nicht ganz einverstanden bin ich {part}, vielleicht hilft ein Beispiel.',
      ],
      ['Zwei kleine Anmerkungen stehen am Rand.', 'Alles andere ist klar.', 'Der Rest kann so bleiben.'],
    ],
    [
      [
        'Vielen Dank, das hilft mir sehr.',
        'Danke für das schnelle Lesen.',
        'Danke, genau das wollte ich wissen.',
      ],
      [
        'Die Stelle habe ich heute früh neu geschrieben.',
        'Der Abschnitt ist jetzt neu und nur noch halb so lang.',
        'Du hattest recht, ich habe den Abschnitt geändert.',
      ],
      ['Magst du vor {deadline} noch einmal hineinschauen?', 'Willst du ihn noch einmal sehen?'],
    ],
    [
      [
        'Nicht nötig, das passt bestimmt.',
        'Ich habe kurz hineingeschaut, viel besser.',
        'Gerade gelesen, jetzt ist es sehr klar.',
      ],
      ['Du kannst ihn am {deadline} verschicken.', 'Von mir aus kann er raus.', 'Viel Erfolg am {deadline}.'],
    ],
  ],
};
