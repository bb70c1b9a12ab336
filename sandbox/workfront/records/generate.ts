import { groupId } from './named.ts';
import { accessLevels, completeUser, idFor, type User } from './user.ts';

function list(text: string, separator = ' '): readonly [string, ...string[]] {
  const [first = '', ...rest] = text.split(separator);
  return [first, ...rest];
}

const firstNames = list(
  'Aaron Ada Aisha Akira Alba Amara Amir Ana Anders Anya Arjun Astrid Ben Bianca Bo Carla Carlos Chen Chloe ' +
    'Clara Daniel Darius Diego Dmitri Ebba Elena Eli Emeka Emma Esra Eva Fatima Felix Freja Gabriel Giulia ' +
    'Hana Hassan Helen Hiro Hugo Ibrahim Ines Ingrid Isaac Ivy Jack Jae Jamila Jan Jin Joao Julia Kai Karin ' +
    'Kenji Kofi Lars Laura Leila Leo Lin Lucia Luis Maja Malik Marco Maria Mei Mila Mohamed Nadia Naomi Nils ' +
    'Noah Nora Oksana Olga Omar Otto Paula Pedro Petra Pia Quentin Rafael Raj Rosa Ruth Samir Sara Sasha Selin ' +
    'Simon Sofia Stefan Sven Tara Theo Tomas Uma Vera Victor Wanda Wei Yara Yusuf Zara Zoe',
);

const lastNames = list(
  'Abe Adeyemi Ahmed Almeida Andersen Aydin Baker Bauer Becker Berg Bianchi Brown Castro Chowdhury Clark ' +
    'Costa Cruz Dahl Diaz Dubois Eriksen Evans Fernandez Fischer Foster Fujita Garcia Ghosh Gruber Gupta Hall ' +
    'Hansen Haas Hayashi Hill Hoffmann Horvat Huang Hughes Ivanov Jackson Jensen Johansson Jones Kaya Keller ' +
    'Khan Kim Klein Kovacs Kumar Larsen Lopez Lund Maier Marino Martin Mehta Mensah Meier Moreau Mori Murphy ' +
    'Nakamura Nguyen Nielsen Novak Okafor Olsson Ortiz Osei Patel Pereira Petrov Popescu Ramos Rao Ricci ' +
    'Rossi Roux Russo Sato Schmidt Sharma Silva Singh Smith Sokolov Suzuki Tan Taylor Torres Turner Ueda ' +
    'Vargas Virtanen Vogel Wagner Walker Wang Weber White Wilson Wong Yamada Yilmaz Young Zhang Zimmer',
);

const titles = list(
  'Designer|Copywriter|Project Manager|Producer|Account Manager|Art Director|Analyst|Developer|Editor|' +
    'Traffic Manager|Strategist|Photographer|Campaign Manager|Marketing Lead|Legal Reviewer|Translator',
  '|',
);

const day = 86_400_000;

/** Names of the groups that the directory's users call home. */
export const groupNames = list('Creative IT Sales Finance Marketing Legal Production Web');

/** A repeatable source of numbers from 0 up to 1 (the mulberry32 generator). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hexDigits(next: () => number): string {
  return Math.floor(next() * 4_294_967_296)
    .toString(16)
    .padStart(8, '0');
}

function createSource(seed: number, now: Date) {
  const next = numbersFrom(seed);
  return {
    next,
    pick: <T>(items: readonly [T, ...T[]]): T => items[Math.floor(next() * items.length)] ?? items[0],
    /** A moment within the last so many days. */
    since: (days: number) => new Date(now.getTime() - Math.ceil(next() * days * day)),
  };
}

const groupIds = list(groupNames.map(groupId).join(' '));
const levelOf = ({ name, licenseType }: { readonly name: string; readonly licenseType: string }) => ({
  accessLevelID: idFor(name),
  licenseType,
});
const { standard, light, contributor } = accessLevels;
const levels = [levelOf(standard), levelOf(light), levelOf(contributor)] as const;

/**
 * Makes `count` users, the same ones for the same seed and moment. Every address is used once; one user in
 * twelve is inactive, one in twenty manages others; nobody is called Lee or Reid.
 */
export function* generateUsers(count: number, seed: number, now: Date): Generator<User> {
  const { next, pick, since } = createSource(seed, now);
  const namesakes = new Map<string, number>();
  let managerID: string | null = null;
  for (let index = 0; index < count; index += 1) {
    const names = [pick(firstNames), pick(lastNames)];
    const words = names.join('.').toLowerCase();
    const same = (namesakes.get(words) ?? 0) + 1;
    namesakes.set(words, same);
    // Each call takes the next number, so their order is part of who these people are.
    const isActive = next() >= 1 / 12;
    const user: User = completeUser(
      {
        ID: `${index.toString(16).padStart(8, '0')}${hexDigits(next)}${hexDigits(next)}${hexDigits(next)}`,
        name: names.join(' '),
        emailAddr: `${words}${same === 1 ? '' : same}@acme.example`,
        title: pick(titles),
        isActive,
        ...pick(levels),
        homeGroupID: pick(groupIds),
        managerID,
        entryDate: since(2000),
        lastLoginDate: since(isActive ? 60 : 600),
        actualDeactivationDate: isActive ? null : since(300),
      },
      now,
    );
    yield user;
    if (index % 20 === 0) managerID = user.ID;
  }
}
