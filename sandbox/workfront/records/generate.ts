import { completeUser, groupId, groupNames, idFor, levelOf, type User } from './user.ts';

const firstNames = (
  'Aaron Ada Aisha Akira Alba Amara Amir Ana Anders Anya Arjun Astrid Ben Bianca Bo Carla Carlos Chen Chloe ' +
  'Clara Daniel Darius Diego Dmitri Ebba Elena Eli Emeka Emma Esra Eva Fatima Felix Freja Gabriel Giulia ' +
  'Hana Hassan Helen Hiro Hugo Ibrahim Ines Ingrid Isaac Ivy Jack Jae Jamila Jan Jin Joao Julia Kai Karin ' +
  'Kenji Kofi Lars Laura Leila Leo Lin Lucia Luis Maja Malik Marco Maria Mei Mila Mohamed Nadia Naomi Nils ' +
  'Noah Nora Oksana Olga Omar Otto Paula Pedro Petra Pia Quentin Rafael Raj Rosa Ruth Samir Sara Sasha Selin ' +
  'Simon Sofia Stefan Sven Tara Theo Tomas Uma Vera Victor Wanda Wei Yara Yusuf Zara Zoe'
).split(' ');

const lastNames = (
  'Abe Adeyemi Ahmed Almeida Andersen Aydin Baker Bauer Becker Berg Bianchi Brown Castro Chowdhury Clark ' +
  'Costa Cruz Dahl Diaz Dubois Eriksen Evans Fernandez Fischer Foster Fujita Garcia Ghosh Gruber Gupta Hall ' +
  'Hansen Haas Hayashi Hill Hoffmann Horvat Huang Hughes Ivanov Jackson Jensen Johansson Jones Kaya Keller ' +
  'Khan Kim Klein Kovacs Kumar Larsen Lopez Lund Maier Marino Martin Mehta Mensah Meier Moreau Mori Murphy ' +
  'Nakamura Nguyen Nielsen Novak Okafor Olsson Ortiz Osei Patel Pereira Petrov Popescu Ramos Rao Ricci ' +
  'Rossi Roux Russo Sato Schmidt Sharma Silva Singh Smith Sokolov Suzuki Tan Taylor Torres Turner Ueda ' +
  'Vargas Virtanen Vogel Wagner Walker Wang Weber White Wilson Wong Yamada Yilmaz Young Zhang Zimmer'
).split(' ');

const titles = (
  'Designer|Copywriter|Project Manager|Producer|Account Manager|Art Director|Analyst|Developer|Editor|' +
  'Traffic Manager|Strategist|Photographer|Campaign Manager|Marketing Lead|Legal Reviewer|Translator'
).split('|');

const day = 86_400_000;

/**
 * Makes `count` users, the same ones for the same seed and moment. Every address is used once; one user in
 * twelve is inactive, one in twenty manages others; nobody is called Lee or Reid.
 */
export function* generateUsers(count: number, seed: number, now: Date): Generator<User> {
  const namesakes = new Map<string, number>();
  let managerID: string | null = null;
  for (let index = 0; index < count; index += 1) {
    const ID = idFor(`user ${seed} ${index}`);
    /** Who somebody is stands in the digits of the ID: at each place another number below this one. */
    const digits = (place: number, below: number): number =>
      Number(`0x${ID.slice(place, place + 4)}`) % below;
    const pick = (place: number, list: readonly string[]): string => list[digits(place, list.length)] ?? '';
    const ago = (place: number, days: number): Date =>
      new Date(now.getTime() - (1 + digits(place, days)) * day);
    const name = `${pick(0, firstNames)} ${pick(4, lastNames)}`;
    const same = (namesakes.get(name) ?? 0) + 1;
    namesakes.set(name, same);
    const isActive = digits(8, 12) > 0;
    const draft = {
      ID,
      name,
      emailAddr: `${name.toLowerCase().replace(' ', '.')}${same === 1 ? '' : same}@acme.example`,
      title: pick(12, titles),
      isActive,
      ...levelOf((['standard', 'light', 'contributor'] as const)[digits(16, 3)] ?? 'standard'),
      homeGroupID: groupId(pick(20, groupNames)),
      managerID,
      entryDate: ago(24, 2000),
      lastLoginDate: ago(28, isActive ? 60 : 600),
      actualDeactivationDate: isActive ? null : ago(28, 300),
    };
    yield completeUser(draft, now);
    if (index % 20 === 0) managerID = ID;
  }
}
