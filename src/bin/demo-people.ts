import { syntheticHkid, syntheticResidentId } from '../vault/index.ts';

/** Invented people. The first walk meets those of the story; each later start meets new ones. */

export interface SyntheticPerson {
  readonly nameEn: string;
  readonly nameZhHant: string;
  readonly nameZhHans: string;
  readonly birthDate: string;
  readonly identityNumber: { readonly type: 'hkid' | 'mainland-resident-id'; readonly number: string };
  readonly certificateNumber: string;
}

const firstCast = {
  shen: {
    nameEn: 'SHEN Zhiyuan',
    nameZhHant: '沈知遠',
    nameZhHans: '沈知远',
    birthDate: '1994-03-12',
    number: '990000199403120024',
  },
  chan: {
    nameEn: 'CHAN Lok Ching',
    nameZhHant: '陳樂晴',
    nameZhHans: '陈乐晴',
    birthDate: '1993-07-21',
    number: 'QQ000101(3)',
  },
  wong: {
    nameEn: 'WONG Chi Hang',
    nameZhHant: '黃志恒',
    nameZhHans: '黄志恒',
    birthDate: '1988-11-05',
    number: 'QQ000202(8)',
  },
} as const;

const mainlandNames = [
  ['LIN Mingyu', '林明宇', '林明宇'],
  ['HE Jiahui', '何佳慧', '何佳慧'],
  ['TAN Wenbo', '譚文博', '谭文博'],
  ['XU Ruolan', '徐若蘭', '徐若兰'],
] as const;
const hongKongNames = [
  ['LAM Tsz Kiu', '林梓喬', '林梓乔'],
  ['HO Ka Wai', '何嘉慧', '何嘉慧'],
  ['TAM Man Pok', '譚文博', '谭文博'],
  ['CHUI Yeuk Lan', '徐若蘭', '徐若兰'],
] as const;

export interface Cast {
  readonly shen: SyntheticPerson;
  readonly chan: SyntheticPerson;
  readonly wong: SyntheticPerson;
}

/** `walk` counts the starts of this demonstration from 0. */
export function castOf(walk: number): Cast {
  if (walk === 0)
    return {
      shen: mainlander(firstCast.shen, 'DEMO-QCBP-201912-0001'),
      chan: hongKonger(firstCast.chan, 'DEMO-ACRP-2023-0101'),
      wong: hongKonger(firstCast.wong, 'DEMO-ACRP-2022-0202'),
    };
  const sequence = String(walk).padStart(4, '0');
  const birthDate = `19${String(80 + (walk % 19)).padStart(2, '0')}-0${String(1 + (walk % 9))}-1${String(walk % 10)}`;
  return {
    shen: mainlander(
      {
        ...named(mainlandNames, walk),
        birthDate,
        number: syntheticResidentId({ birthDate, sequence: walk % 1000 }),
      },
      `DEMO-QCBP-201912-${sequence}-S`,
    ),
    chan: hongKonger(
      { ...named(hongKongNames, walk), birthDate, number: syntheticHkid(300_000 + walk) },
      `DEMO-ACRP-2023-${sequence}-C`,
    ),
    wong: hongKonger(
      { ...named(hongKongNames, walk + 1), birthDate, number: syntheticHkid(600_000 + walk) },
      `DEMO-ACRP-2022-${sequence}-W`,
    ),
  };
}

type Name = readonly [string, string, string];

function named(names: readonly Name[], position: number) {
  const [nameEn, nameZhHant, nameZhHans] = names[position % names.length] ?? ['DEMO Person', '示範', '示范'];
  return { nameEn, nameZhHant, nameZhHans };
}

interface Basics {
  readonly nameEn: string;
  readonly nameZhHant: string;
  readonly nameZhHans: string;
  readonly birthDate: string;
  readonly number: string;
}

function mainlander({ number, ...basics }: Basics, certificateNumber: string): SyntheticPerson {
  return { ...basics, certificateNumber, identityNumber: { type: 'mainland-resident-id', number } };
}

function hongKonger({ number, ...basics }: Basics, certificateNumber: string): SyntheticPerson {
  return { ...basics, certificateNumber, identityNumber: { type: 'hkid', number } };
}
