import type { Plot } from '../plot.ts';

export const meetingTime: Plot = {
  name: 'meeting-time',
  subjects: [
    'Reunión sobre {topic}',
    '¿Cuándo hablamos de {topic}?',
    'Media hora para {topic}',
    'Una reunión breve sobre {topic}',
  ],
  facts: {
    topic: [
      'la nueva lista de precios',
      'la encuesta de clientes',
      'la formación de otoño',
      'la mudanza de la oficina',
      'la feria',
      'las cifras del semestre',
    ],
    day: ['el lunes', 'el martes', 'el miércoles'],
    time: ['9:30', '10:00', '10:45', '11:15'],
    otherDay: ['el jueves', 'el viernes'],
    otherTime: ['13:30', '15:00', '15:45', '16:30'],
    room: [
      'la sala pequeña',
      'la sala junto a recepción',
      'la sala de la segunda planta',
      'la sala del fondo',
    ],
    colleague: ['Daniel', 'Julia', 'Martín', 'Laura', 'Pedro'],
  },
  turns: [
    [
      [
        'Me gustaría repasar contigo {topic}.',
        'Tendríamos que sentarnos a hablar de {topic}.',
        '¿Encontramos media hora para hablar de {topic}?',
      ],
      [
        '¿Te va bien {day} a las {time}?',
        '¿Qué te parece {day} a las {time}?',
        'A mí me vendría bien {day} a las {time}, ¿y a ti?',
      ],
      ['Con media hora basta.', 'No creo que nos lleve más de 30 minutos.', ''],
    ],
    [
      [
        'Buena idea, pero {day} a las {time} tengo una llamada.',
        'Con mucho gusto, aunque {day} a las {time} ya tengo algo.',
        'Sí, hace falta, solo que {day} a las {time} no puedo.',
      ],
      [
        '¿Podría ser {otherDay} a las {otherTime}?',
        '¿Y {otherDay} a las {otherTime}?',
        'Tengo un hueco {otherDay} a las {otherTime}, ¿te sirve?',
      ],
      ['Mientras tanto reúno mis notas.', 'Así puedo leer algo antes.', ''],
    ],
    [
      [
        'Perfecto, {otherDay} a las {otherTime}.',
        'Sí, {otherDay} a las {otherTime} me va bien.',
        'De acuerdo, {otherDay} a las {otherTime}, ya está en mi agenda.',
      ],
      ['Reservo {room}.', 'Voy a reservar {room}.', 'Podemos usar {room}.'],
      ['¿Invitamos también a {colleague}?', '¿Crees que {colleague} debería venir?'],
    ],
    [
      [
        'Gracias por ocuparte de la sala.',
        'Muy bien, gracias por reservar.',
        'Estupendo, esa sala es ideal.',
      ],
      [
        'Sí, conviene que {colleague} escuche al menos la primera parte.',
        'Creo que {colleague} debería estar al principio.',
        'Es verdad, {colleague} conoce bien los antecedentes.',
      ],
      ['¿Mandas tú la invitación?', '¿Se lo dices tú?'],
    ],
    [
      [
        'Hecho, {colleague} vendrá los primeros diez minutos.',
        '{colleague} acaba de confirmar.',
        'Ya pregunté, y {colleague} puede a las {otherTime}.',
      ],
      [
        '¿Puedes traer las últimas cifras?',
        'Nos ayudaría tener las cifras actuales, ¿las tienes a mano?',
        '¿Traes la lista del mes pasado?',
      ],
    ],
    [
      ['Sí, lo llevo todo.', 'Claro, lo tengo todo aquí y lo llevo.', 'Por supuesto, antes lo imprimo.'],
      ['Nos vemos {otherDay} a las {otherTime}.', 'Entonces hasta la reunión.', 'Nos vemos {otherDay}.'],
    ],
  ],
};
