import type { Plot } from '../plot.ts';

export const officeSupplies: Plot = {
  name: 'office-supplies',
  subjects: ['Pedido de {things}', 'Comprar {things}', '¿Qué {things} elegimos?', 'Más {things} para {room}'],
  facts: {
    things: ['sillas', 'lámparas', 'pantallas', 'pizarras', 'estanterías', 'mesas auxiliares'],
    room: ['la segunda planta', 'la sala de formación', 'la oficina de la entrada', 'el equipo nuevo'],
    count: ['cuatro', 'seis', 'diez', 'doce'],
    colour: ['negro', 'gris', 'blanco', 'azul oscuro'],
    weeks: ['una semana', 'dos semanas', 'tres semanas'],
    reason: [
      'más resistentes',
      'más fáciles de limpiar',
      'más baratas a la larga',
      'más rápidas de conseguir',
    ],
  },
  turns: [
    [
      [
        'Necesitamos {count} {things} para {room}.',
        'Estoy a punto de pedir {things} para {room}, {count} en total.',
        'Hay que comprar {count} {things} para {room}.',
      ],
      [
        'Tengo dos ofertas y no me decido.',
        'Hay dos ofertas muy parecidas.',
        'Han llegado dos ofertas, las dos correctas.',
      ],
      ['¿Cogerías las sencillas o las mejores?', '¿Pagarías un poco más por las mejores?'],
    ],
    [
      [
        'Yo cogería las mejores, son {reason}.',
        'Mejor las buenas, por experiencia son {reason}.',
        'Las mejores, porque son {reason}.',
      ],
      ['¿Cuánto habría que esperar?', '¿Cuándo podrían traerlas?', '¿Qué plazo de entrega dan?'],
    ],
    [
      ['Dicen que {weeks}.', 'Tardan {weeks}.', 'Si pedimos ya, {weeks}.'],
      [
        'Se puede elegir el color, yo pensaba en {colour}.',
        'Yo las pediría en {colour}, que va con el resto.',
        'También las hay en {colour}.',
      ],
      ['¿Te parece bien?', '¿Qué opinas?'],
    ],
    [
      ['No pasa nada por esperar {weeks}.', 'Podemos esperar {weeks}.', 'Por {weeks} no hay problema.'],
      ['Y el {colour} es buena elección.', 'El {colour} me parece bien.', 'Me gusta el {colour}.'],
      ['¿Preguntaste por un descuento al pedir {count}?', 'Quizá hagan descuento si pedimos {count}.'],
    ],
    [
      [
        'Pregunté y nos dan un cinco por ciento.',
        'Funcionó, ahora el envío es gratis.',
        'Aceptan un pequeño descuento, menos mal que lo dijiste.',
      ],
      ['El pedido ya está hecho.', 'Hoy pedí las {count}.', 'Ya están pedidas las {count}.'],
      ['¿Quién puede estar cuando lleguen?', '¿Sabes quién estará para recibirlas?'],
    ],
    [
      [
        'Estoy en la oficina toda la semana.',
        'Voy a estar aquí y puedo firmar.',
        'No hay problema, las recibo yo.',
      ],
      [
        'Por fin podremos retirar las viejas.',
        'Gracias por ocuparte del pedido.',
        'La gente va a agradecerlo.',
      ],
    ],
  ],
};
