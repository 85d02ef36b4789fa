import type { Plot } from '../plot.ts';

export const businessTrip: Plot = {
  name: 'business-trip',
  subjects: ['Viaje a {city}', '{city} el mes que viene', 'Preparar el viaje a {city}', 'Ir a {city}'],
  facts: {
    city: ['Valencia', 'Sevilla', 'Lisboa', 'Bilbao', 'Zaragoza', 'Toledo', 'Málaga'],
    reason: ['la visita al proveedor', 'la feria', 'la reunión con el cliente', 'el taller', 'el congreso'],
    train: ['7:10', '7:45', '8:20', '8:55'],
    back: ['16:30', '17:15', '18:05', '18:40'],
    hotel: ['cerca de la estación', 'en el centro', 'junto al río', 'en el casco antiguo'],
    nights: ['una noche', 'dos noches'],
  },
  turns: [
    [
      [
        'Estoy preparando el viaje a {city} para {reason}.',
        'Pronto habrá que reservar algo para {reason} en {city}.',
        'Se acerca {reason} en {city}, toca pensar en el viaje.',
      ],
      [
        '¿Vamos en el mismo tren?',
        '¿Te apetece que viajemos en el mismo tren?',
        '¿Quieres que hagamos el viaje a la vez?',
      ],
      [
        'Hay uno a las {train} que llega a tiempo.',
        'El de las {train} tiene buena pinta.',
        'Con el de las {train} llegamos antes de que empiece.',
      ],
    ],
    [
      [
        'Sí, buena idea, así el viaje se hace más corto.',
        'Con mucho gusto, así preparamos algo por el camino.',
        'Sí, hagámoslo así.',
      ],
      [
        'A las {train} es temprano, pero está bien.',
        'El tren de las {train} me va bien.',
        'Llego sin problema al de las {train}.',
      ],
      ['¿Hace falta hotel o volvemos el mismo día?', '¿Nos quedamos a dormir?'],
    ],
    [
      [
        'Yo me quedaría {nights}, si no, es mucha prisa.',
        'Con ese programa, mejor {nights}.',
        'Con todo lo que hay que hacer, necesitamos {nights}.',
      ],
      [
        'Un hotel {hotel} sería práctico.',
        'Hay hoteles pequeños muy agradables {hotel}.',
        'La última vez el hotel estaba {hotel}, y muy bien.',
      ],
      ['Para volver hay un tren a las {back}.', 'La vuelta podría ser a las {back}.'],
    ],
    [
      [
        'De acuerdo, {nights}.',
        'Tiene sentido, entonces {nights}.',
        'Sí, mejor {nights}, así nadie tiene que correr.',
      ],
      [
        'Busco algo {hotel}.',
        'Del hotel me ocupo yo, {hotel} suena bien.',
        'Déjame el hotel a mí, encontraré algo {hotel}.',
      ],
      ['¿Compras tú los billetes?', '¿Te ocupas tú del tren?'],
    ],
    [
      [
        'Ya están los billetes: ida a las {train}, vuelta a las {back}.',
        'Compré los billetes, salimos a las {train} y volvemos a las {back}.',
        'El tren está listo, ida a las {train} y vuelta a las {back}.',
      ],
      [
        'Tenemos dos asientos contiguos.',
        'Los asientos son en el coche silencioso.',
        'Los asientos también están reservados.',
      ],
      ['¿Encontraste hotel?', '¿Cómo va lo del hotel?'],
    ],
    [
      [
        'Sí, dos habitaciones por {nights}, con desayuno.',
        'Reservado esta mañana, {nights}, {hotel}.',
        'El hotel también está, es tranquilo y está {hotel}.',
      ],
      [
        'Ya solo falta que llegue el día.',
        'Tengo muchas ganas de ver {city}.',
        'Entonces todo está listo para {reason}.',
      ],
    ],
  ],
};
