import type { FaultTexts } from './fault-text.ts';

/** Refusals of agreements and of the equivalence explorer. */
export const agreementsFaults = {
  'agreement-invalid': {
    kind: 'unprocessable',
    title: {
      en: 'The document cannot be an agreement of these two nodes.',
      zhHant: '此文件不能成為兩個節點之間的協議。',
      zhHans: '此文件不能成为两个节点之间的协议。',
    },
    detail: {
      en: 'Correct the members named in `errors`. Local law and ethics are exempt only where both sides sign exactly that; rows that a body published by itself are never part of an agreement.',
      zhHant:
        '請更正 errors 所列欄位。當地法律及操守部分除非雙方明文簽署，否則不得豁免；單方公布的條目不得納入協議。',
      zhHans:
        '请更正 errors 所列字段。当地法律及操守部分除非双方明文签署，否则不得豁免；单方公布的条目不得纳入协议。',
    },
  },
  'agreement-version-exists': {
    kind: 'conflict',
    title: {
      en: 'This version of the agreement already exists.',
      zhHant: '協議的此一版本已存在。',
      zhHans: '协议的此版本已存在。',
    },
    detail: {
      en: 'Read it, and sign it if it says what you mean; otherwise draft the next version.',
      zhHant: '請先查閱該版本；內容相符即可簽署，否則請草擬下一版本。',
      zhHans: '请先查阅该版本；内容相符即可签署，否则请起草下一版本。',
    },
  },
  'agreement-differs': {
    kind: 'conflict',
    title: {
      en: 'The two sides hold different documents under one version.',
      zhHant: '雙方以同一版本號持有不同文件。',
      zhHans: '双方以同一版本号持有不同文件。',
    },
    detail: {
      en: 'Nothing was taken over. Agree on one text and draft it as the next version.',
      zhHant: '系統未採納任何內容。請雙方議定同一文本，並以下一版本草擬。',
      zhHans: '系统未采纳任何内容。请双方议定同一文本，并以下一版本起草。',
    },
  },
  'agreement-refused': {
    kind: 'unprocessable',
    title: {
      en: 'The signed agreement could not be verified.',
      zhHant: '未能核實已簽署的協議。',
      zhHans: '无法核实已签署的协议。',
    },
    detail: {
      en: 'Nothing was taken over ({reason}). The document must be canonical and every signature right, by an agreement key of a party in its time.',
      zhHant:
        '系統未採納任何內容（{reason}）。文件須為規範格式，且每個簽署均須由締約方當時有效的協議密鑰作出。',
      zhHans:
        '系统未采纳任何内容（{reason}）。文件须为规范格式，且每个签名均须由缔约方当时有效的协议密钥作出。',
    },
  },
  'agreement-digest-differs': {
    kind: 'conflict',
    title: {
      en: 'The version held here is not the text that was read.',
      zhHant: '此處持有的版本與所閱文本不同。',
      zhHans: '此处持有的版本与所阅文本不同。',
    },
    detail: {
      en: 'Read the version again and send its `digest` if it says what you mean.',
      zhHant: '請重新查閱該版本；內容相符方可提交其 digest。',
      zhHans: '请重新查阅该版本；内容相符方可提交其 digest。',
    },
  },
  'agreement-already-signed': {
    kind: 'conflict',
    title: {
      en: 'This side has already signed this version.',
      zhHant: '本方已簽署此版本。',
      zhHans: '本方已签署此版本。',
    },
    detail: {
      en: 'There is nothing more to do here; the other side signs on its own node.',
      zhHant: '本方無須再作處理；另一方在其節點簽署。',
      zhHans: '本方无需再处理；另一方在其节点签署。',
    },
  },
  'agreement-not-signed': {
    kind: 'conflict',
    title: {
      en: 'The agreement is not signed by both sides.',
      zhHant: '協議尚未經雙方簽署。',
      zhHans: '协议尚未经双方签署。',
    },
    detail: {
      en: 'Only an agreement that both sides have signed can be suspended, resumed or ended.',
      zhHant: '只有雙方已簽署的協議才可暫停、恢復或終止。',
      zhHans: '只有双方已签署的协议才可中止、恢复或终止。',
    },
  },
  'agreement-state-conflict': {
    kind: 'conflict',
    title: {
      en: 'The agreement is not in a state that allows this.',
      zhHant: '協議目前的狀態不容許此操作。',
      zhHans: '协议目前的状态不允许此操作。',
    },
    detail: {
      en: 'Read the history of the version. An ended agreement stays ended, a side lifts only its own suspension, and statements take effect in the order in which they are made.',
      zhHant: '請查閱該版本的紀錄。已終止的協議不能恢復；一方只可解除己方的暫停；聲明按作出的先後次序生效。',
      zhHans: '请查阅该版本的记录。已终止的协议不能恢复；一方只可解除己方的中止；声明按作出的先后次序生效。',
    },
  },
  'agreement-effect-backdated': {
    kind: 'unprocessable',
    title: {
      en: 'A statement cannot take effect in the past.',
      zhHant: '聲明不得追溯生效。',
      zhHans: '声明不得追溯生效。',
    },
    detail: {
      en: 'Leave `effectiveAt` out for now, or name a later instant.',
      zhHant: '如即時生效，請略去 effectiveAt；否則請填寫較後時間。',
      zhHans: '如即时生效，请省略 effectiveAt；否则请填写较后时间。',
    },
  },
  'agreement-other-side': {
    kind: 'forbidden',
    title: {
      en: 'Only officers of the joint committee of this side act on this node.',
      zhHant: '只有本方的聯合委員會人員可在此節點行事。',
      zhHans: '只有本方的联合委员会人员可在此节点行事。',
    },
    detail: {
      en: 'Sign in as an officer whose organisation belongs to the jurisdiction of this node; the other side acts on its own node.',
      zhHant: '請以所屬機構屬本節點管轄區的人員身分登入；另一方在其節點行事。',
      zhHans: '请以所属机构属本节点辖区的人员身份登录；另一方在其节点行事。',
    },
  },
  'qualification-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'The catalogue knows no such qualification.',
      zhHant: '目錄內沒有此資歷。',
      zhHans: '目录内没有此资历。',
    },
    detail: {
      en: 'Look the qualification up with GET /v1/qualifications and use its id.',
      zhHant: '請以 GET /v1/qualifications 查找資歷並使用其編號。',
      zhHans: '请以 GET /v1/qualifications 查找资历并使用其编号。',
    },
  },
} as const satisfies FaultTexts;
