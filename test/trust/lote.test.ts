import { describe, expect, test } from 'vitest';
import { loteOf } from '../../src/trust/lote-writing.ts';
import { signingHeader } from '../../src/trust/signer-certificate.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  anchor,
  certifiedHeaders,
  entry,
  headersNaming,
  judge,
  mandate,
  payload,
  registrar,
  second,
  sign,
  signDocument,
  statusKey,
} from './lists.ts';
import { changed, entities, type Path, scheme, serviceAt } from './lote-changes.ts';

/** The status key has a past, and the registrar a mandate that ended: so every part of a list is there to be spoiled. */
const content = payload({
  node_keys: [
    { purpose: 'trust-list', ...entry(anchor) },
    {
      purpose: 'status',
      ...entry(statusKey, { sign_from: second - 900, sign_until: second - 100 }),
    },
  ],
  authorities: [registrar({ mandates: [mandate({ until: second - 200 })] })],
});
const good = loteOf(content);
const [nodeAt, registrarAt] = [0, 1];
const statusService = serviceAt(nodeAt, 1);
const issuance = serviceAt(registrarAt, 1);
const information = 'ServiceInformation';
const instant = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

const judged = async (path: Path, change: (value: unknown) => unknown) =>
  judge(await signDocument(Object(changed(good, path, change))));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

describe('a list of trusted entities', () => {
  test('is accepted when all its parts say the same', async () => {
    expect(judge(await signDocument(good))).toBe('accepted');
  });

  test('tells of each key and each right as a service with its status and its history, the latest first', () => {
    const [, registrarEntity] = good.LoTE.TrustedEntitiesList;
    const services = good.LoTE.TrustedEntitiesList.flatMap((entity) => entity.TrustedEntityServices);
    const told = services.map(({ ServiceInformation, ServiceHistory = [] }) =>
      [ServiceInformation, ...ServiceHistory].map(
        ({ ServiceTypeIdentifier: type, ServiceStatus: status, StatusStartingTime: from }) =>
          [type, status].map((uri) => uri.split('/').at(-1)).join(' ') + ` ${from}`,
      ),
    );
    expect(told).toEqual([
      [`trust-list granted ${instant(second - 1000)}`],
      [
        `status withdrawn ${instant(second - 100)}`,
        `status granted ${instant(second - 900)}`,
        `status announced ${instant(second - 1000)}`,
      ],
      [`credential-signing granted ${instant(second - 1000)}`],
      [
        `home-attestation withdrawn ${instant(second - 200)}`,
        `home-attestation granted ${instant(second - 1000)}`,
      ],
    ]);
    expect(registrarEntity?.TrustedEntityInformation.TEName.map(({ lang }) => lang)).toEqual([
      'en',
      'zh-Hant',
      'zh-Hans',
    ]);
  });

  test('names no key for a right to issue that somebody else may have', () => {
    const usable = softwareSigner();
    const keys = [entry(usable), entry(softwareSigner(), { compromised_at: second - 500 })];
    const { LoTE } = loteOf(payload({ authorities: [registrar({ keys })] }));
    const services = LoTE.TrustedEntitiesList[registrarAt]?.TrustedEntityServices ?? [];
    expect(services).toHaveLength(3);
    expect(services[2]?.ServiceInformation.ServiceDigitalIdentity).toMatchObject({
      PublicKeyValues: [{ kid: usable.kid }],
      OtherIds: [registrar().iss, `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${usable.kid}`],
    });
    expect(services[1]?.ServiceInformation.ServiceStatus).toBe(
      'https://wenjin.example/trust/ServiceStatus/compromised',
    );
  });

  test('may call its services otherwise, and have extensions that a reader may pass over', async () => {
    const names = [{ lang: 'en', value: 'Another wording' }];
    expect(await judged([...issuance, information, 'ServiceName'], () => names)).toBe('accepted');
    for (const path of [
      [...scheme, 'SchemeExtensions'],
      [...issuance, information, 'ServiceInformationExtensions'],
      [...entities, registrarAt, 'TrustedEntityInformation', 'TEInformationExtensions'],
    ]) {
      const more = { Critical: false, 'https://other.example/extension': [1, 2] };
      expect(await judged(path, (value) => [...list(value), more])).toBe('accepted');
    }
    const alone = () => [{ Critical: false, 'https://other.example/extension': 1 }];
    const ofNode = [...entities, nodeAt, 'TrustedEntityInformation', 'TEInformationExtensions'];
    expect(await judged(ofNode, alone)).toBe('accepted');
  });
});

describe('an extension that is critical', () => {
  test('and not known refuses the list, wherever it stands', async () => {
    const critical = { Critical: true, 'https://other.example/extension': 1 };
    for (const path of [
      [...scheme, 'SchemeExtensions'],
      [...entities, nodeAt, 'TrustedEntityInformation', 'TEInformationExtensions'],
      [...entities, registrarAt, 'TrustedEntityInformation', 'TEInformationExtensions'],
      [...statusService, information, 'ServiceInformationExtensions'],
      [...issuance, information, 'ServiceInformationExtensions'],
    ]) {
      const reason = await judged(path, (value) => [...list(value), critical]);
      expect([path, reason]).toEqual([path, 'critical-extension-unknown']);
    }
  });
});

describe('an extension that is there twice', () => {
  test.each<[string, Path, string]>([
    ['the one of the scheme', [...scheme, 'SchemeExtensions'], 'scheme-extension'],
    [
      'the one of an authority',
      [...entities, registrarAt, 'TrustedEntityInformation', 'TEInformationExtensions'],
      'entity',
    ],
    [
      'the one of a key',
      [...statusService, information, 'ServiceInformationExtensions'],
      'service-extension',
    ],
    ['the one of a right', [...issuance, information, 'ServiceInformationExtensions'], 'service-extension'],
  ])('says nothing: %s', async (_, path, reason) => {
    expect(await judged(path, (value) => [...list(value), ...list(value)])).toBe(reason);
  });
});

describe('refused by form', () => {
  const required: [Path, string[]][] = [
    [scheme, Object.keys(good.LoTE.ListAndSchemeInformation)],
    [
      [...entities, registrarAt],
      ['TrustedEntityInformation', 'TrustedEntityServices'],
    ],
    [
      [...issuance, information],
      Object.keys(good.LoTE.TrustedEntitiesList[1]?.TrustedEntityServices[1]?.ServiceInformation ?? {}),
    ],
    [
      [...statusService, 'ServiceHistory', 0],
      [
        'ServiceName',
        'ServiceDigitalIdentity',
        'ServiceStatus',
        'StatusStartingTime',
        'ServiceTypeIdentifier',
      ],
    ],
  ];
  test.each(
    required.flatMap(([path, members]) => members.map((member) => [path.join('/'), member, path] as const)),
  )('%s without %s', async (_, member, path) => {
    expect(await judged([...path, member], () => undefined)).toBe('payload-form');
  });

  test.each<[string, Path, unknown]>([
    ['a member that is not known', ['LoTE', 'Later'], 1],
    ['a second root', ['Other'], {}],
    ['another version of the model', [...scheme, 'LoTEVersionIdentifier'], 2],
    ['a sequence of zero', [...scheme, 'LoTESequenceNumber'], 0],
    ['a sequence that is a text', [...scheme, 'LoTESequenceNumber'], '8'],
    ['a sequence past what a number holds', [...scheme, 'LoTESequenceNumber'], 2 ** 53],
    ['an instant with a fraction', [...scheme, 'ListIssueDateTime'], '2026-06-01T01:59:50.0Z'],
    ['an instant in another zone', [...scheme, 'NextUpdate'], '2026-06-02T09:59:50+08:00'],
    ['an instant that is a number', [...scheme, 'NextUpdate'], second],
    ['a day that does not exist', [...scheme, 'NextUpdate'], '2026-02-30T00:00:00Z'],
    ['no next update', [...scheme, 'NextUpdate'], null],
    ['a territory of three letters', [...scheme, 'SchemeTerritory'], 'CHN'],
    ['no entity', entities, []],
    ['an entity without a service', [...entities, registrarAt, 'TrustedEntityServices'], []],
    ['a status that is no URI', [...issuance, information, 'ServiceStatus'], 'granted'],
    ['an extension that does not say whether it is critical', [...scheme, 'SchemeExtensions'], [{}]],
    [
      'a private key',
      [...serviceAt(nodeAt, 0), information, 'ServiceDigitalIdentity', 'PublicKeyValues', 0, 'd'],
      'x',
    ],
    [
      'more pointers than can be',
      [...scheme, 'PointersToOtherLoTE'],
      Array(9).fill(good.LoTE.ListAndSchemeInformation.PointersToOtherLoTE[0]),
    ],
    ['more histories than can be', [...statusService, 'ServiceHistory'], Array(2_001).fill({})],
    ['more entities than can be', entities, Array(502).fill(good.LoTE.TrustedEntitiesList[1])],
  ])('%s', async (_, path, value) => {
    expect(await judged(path, () => value)).toBe('payload-form');
  });
});

describe('refused by its scheme', () => {
  const pointer: Path = [...scheme, 'PointersToOtherLoTE', 0];
  const schemeValue: Path = [
    ...scheme,
    'SchemeExtensions',
    0,
    'https://wenjin.example/trust/extension/scheme',
  ];
  test.each<[string, string, Path, unknown]>([
    [
      'another kind of list',
      'lote-type',
      [...scheme, 'LoTEType'],
      'http://uri.etsi.org/19602/LoTEType/EUPIDProvidersList',
    ],
    ['another territory', 'territory', [...scheme, 'SchemeTerritory'], 'HK'],
    [
      'a place that is not its own',
      'distribution-point',
      [...scheme, 'DistributionPoints'],
      ['https://evil.example/list'],
    ],
    ['no extension of the scheme', 'scheme-extension', schemeValue, undefined],
    ['an extension without an anchor', 'scheme-extension', [...schemeValue, 'anchors'], []],
    ['an origin that is none of ours', 'distribution-point', [...schemeValue, 'iss'], 'https://evil.example'],
    [
      'a pointer to elsewhere',
      'peer',
      [...pointer, 'LoTELocation'],
      'https://evil.example/.well-known/wenjin-trust-list',
    ],
    [
      'a pointer that is not https',
      'peer',
      [...pointer, 'LoTELocation'],
      'http://hk.wenjin.example/.well-known/wenjin-trust-list',
    ],
    ['a pointer to a file', 'peer', [...pointer, 'LoTELocation'], 'file:///etc/passwd'],
    [
      'a pointer to another kind of list',
      'pointers',
      [...pointer, 'LoTEQualifiers', 0, 'LoTEType'],
      'https://other.example/list',
    ],
    [
      'a pointer to a list in another form',
      'pointers',
      [...pointer, 'LoTEQualifiers', 0, 'MimeType'],
      'application/xml',
    ],
  ])('%s', async (_, reason, path, value) => {
    expect(await judged(path, () => value)).toBe(reason);
  });

  test('a second pointer', async () => {
    const twice = await judged([...scheme, 'PointersToOtherLoTE'], (value) => [
      ...list(value),
      ...list(value),
    ]);
    expect(twice).toBe('pointers');
  });
});

describe('refused by its entities', () => {
  const authorityValue: Path = [
    ...entities,
    registrarAt,
    'TrustedEntityInformation',
    'TEInformationExtensions',
    0,
    'https://wenjin.example/trust/extension/authority',
  ];
  test.each<[string, string, Path, (value: unknown) => unknown]>([
    ['the node is not first', 'entity', entities, (value) => list(value).toReversed()],
    ['the node is there twice', 'entity', entities, (value) => [list(value)[0], ...list(value)]],
    ['an authority does not say who it is', 'entity', authorityValue, () => undefined],
    [
      'an authority has no key',
      'entity',
      [...entities, registrarAt, 'TrustedEntityServices'],
      (value) => list(value).slice(1),
    ],
    [
      'an authority has no name in one language',
      'entity-name',
      [...entities, registrarAt, 'TrustedEntityInformation', 'TEName'],
      (value) => list(value).slice(1),
    ],
    [
      'an authority is there twice',
      'authority-repeated',
      entities,
      (value) => [...list(value), list(value)[1]],
    ],
  ])('%s', async (_, reason, path, change) => {
    expect(await judged(path, change)).toBe(reason);
  });
});

describe('refused by its services', () => {
  const history: Path = [...statusService, 'ServiceHistory'];
  const services: Path = [...entities, registrarAt, 'TrustedEntityServices'];
  const mandates: Path = [
    ...issuance,
    information,
    'ServiceInformationExtensions',
    0,
    'https://wenjin.example/trust/extension/mandates',
  ];
  const identity: Path = [...statusService, information, 'ServiceDigitalIdentity'];
  test.each<[string, string, Path, (value: unknown) => unknown]>([
    [
      'a type that is not known',
      'service-type',
      [...issuance, information, 'ServiceTypeIdentifier'],
      () => 'http://uri.etsi.org/19602/SvcType/PID/Issuance',
    ],
    [
      'a key of the node for what no node signs',
      'service-type',
      [...statusService, information, 'ServiceTypeIdentifier'],
      () => 'https://wenjin.example/trust/ServiceType/credential-signing',
    ],
    [
      'a node key among those of an authority',
      'service-type',
      services,
      (value) => [...list(value), good.LoTE.TrustedEntitiesList[0]?.TrustedEntityServices[1]],
    ],
    ['a right to issue twice', 'service-repeated', services, (value) => [...list(value), list(value)[1]]],
    ['a key twice', 'service-repeated', services, (value) => [list(value)[0], ...list(value)]],
    ['a right without its mandates', 'service-extension', mandates, () => []],
    [
      'mandates of another type',
      'service-type',
      [...mandates, 0, 'vct'],
      () => 'https://wenjin.example/credentials/bridging-result/v1',
    ],
    [
      'another key than the extension has',
      'service-identity',
      [...identity, 'PublicKeyValues', 0, 'x'],
      () => 'A'.repeat(43),
    ],
    ['another name of the key', 'service-identity', [...identity, 'OtherIds'], () => ['urn:x']],
    [
      'a key more',
      'service-identity',
      [...identity, 'PublicKeyValues'],
      (value) => [...list(value), ...list(value)],
    ],
    [
      'a status that is granted after its end',
      'service-status',
      [...statusService, information, 'ServiceStatus'],
      () => 'https://wenjin.example/trust/ServiceStatus/granted',
    ],
    [
      'a status from another day',
      'service-status',
      [...statusService, information, 'StatusStartingTime'],
      () => instant(second - 99),
    ],
    ['history with the oldest first', 'service-history-order', history, (value) => list(value).toReversed()],
    [
      'history that overlaps with now',
      'service-history-order',
      [...history, 0, 'StatusStartingTime'],
      () => instant(second - 100),
    ],
    [
      'history that overlaps in itself',
      'service-history-order',
      [...history, 1, 'StatusStartingTime'],
      () => instant(second - 900),
    ],
    ['history with a part left out', 'service-history', history, (value) => list(value).slice(0, 1)],
    ['no history', 'service-history', history, () => undefined],
    [
      'history of another type',
      'service-history',
      [...history, 0, 'ServiceTypeIdentifier'],
      () => 'https://wenjin.example/trust/ServiceType/node/receipt',
    ],
    [
      'history that grants earlier',
      'service-history',
      [...history, 0, 'StatusStartingTime'],
      () => instant(second - 950),
    ],
  ])('%s', async (_, reason, path, change) => {
    expect(await judged(path, change)).toBe(reason);
  });
});

describe('refused by certificates', () => {
  const spoiled = (certificates: string[]) => sign({ ...content, certificates });
  const leafOf = async () => (await certifiedHeaders(anchor)).x5c[0] ?? '';
  test.each<[string, () => string[] | Promise<string[]>, string]>([
    ['that are none', () => ['AAAA'], 'certificate'],
    ['that are not written canonically', () => [`${content.certificates[0] ?? ''}=`], 'certificate'],
    [
      'with something behind them',
      () => [
        Buffer.concat([Buffer.from(content.certificates[0] ?? '', 'base64'), Buffer.from([0])]).toString(
          'base64',
        ),
      ],
      'certificate',
    ],
    ['that certify nobody', async () => [await leafOf()], 'certificate'],
    ['that are missing', () => [], 'certificates-missing'],
  ])('%s', async (_, certificates, reason) => {
    expect(judge(await spoiled(await certificates()))).toBe(reason);
  });

  test('that one service has and another has not', async () => {
    const path = [...issuance, information, 'ServiceDigitalIdentity', 'X509Certificates'];
    expect(await judged(path, () => undefined)).toBe('certificates-differ');
    expect(await judged(path, (value) => [...list(value), ...list(value)])).toBe('certificates-differ');
  });
});

describe('the certificate of the signer', () => {
  const other = softwareSigner();
  const withHeaders = async (changes: Parameters<typeof certifiedHeaders>[1], signer = anchor) =>
    judge(await sign(content, anchor, await certifiedHeaders(signer, changes)));

  test('is taken when it fits', async () => {
    expect(await withHeaders({})).toBe('accepted');
  });

  test.each<[string, Parameters<typeof certifiedHeaders>[1], typeof anchor]>([
    ['of another key', {}, other],
    [
      'of another node',
      { node: { origin: 'https://evil.example', jurisdiction: 'CN-SZ', demonstration: true } },
      anchor,
    ],
    [
      'of another territory',
      { node: { origin: 'https://sz.wenjin.example', jurisdiction: 'HK', demonstration: true } },
      anchor,
    ],
    ['of an authority', { slot: { purpose: 'credential', authority: 'registrar' } }, anchor],
    ['that has ended', { notAfter: new Date((second - 11) * 1000) }, anchor],
    ['that begins later', { notBefore: new Date((second - 9) * 1000) }, anchor],
  ])('%s is refused', async (_, changes, signer) => {
    expect(await withHeaders(changes, signer)).toBe('signer-certificate');
  });

  test('goes with the list when it fits, and else the list goes without it', async () => {
    const bare = { typ: 'trustlist+jwt', kid: anchor.kid, iat: content.iat };
    const fits = await certifiedHeaders(anchor);
    const ended = await certifiedHeaders(anchor, { notAfter: new Date((second - 11) * 1000) });
    expect(signingHeader(content, anchor.kid, fits.x5c)).toEqual({ ...bare, ...fits });
    for (const chain of [ended.x5c, undefined, []])
      expect(signingHeader(content, anchor.kid, chain)).toEqual(bare);
  });

  test('names the operator of the scheme (clause 6.8)', async () => {
    const judgedBy = async (organisation: string) =>
      judge(await sign(content, anchor, await headersNaming(organisation)));
    expect(await judgedBy('sz.wenjin.example')).toBe('accepted');
    expect(await judgedBy('hk.wenjin.example')).toBe('signer-certificate');
    expect(await judgedBy('sz.wenjin.example.evil.example')).toBe('signer-certificate');
  });

  test('with the anchor in the chain, or with another digest, is refused', async () => {
    const fits = await certifiedHeaders(anchor);
    const withAnchor = { ...fits, x5c: [...fits.x5c, ...content.certificates] };
    expect(judge(await sign(content, anchor, withAnchor))).toBe('signer-certificate');
    const elsewhere = { ...fits, 'x5t#S256': 'A'.repeat(43) };
    expect(judge(await sign(content, anchor, elsewhere))).toBe('signer-certificate');
  });
});
