import type { FaultTexts } from './fault-text.ts';

/** Refusals that any operation can give. */
export const httpFaults = {
  'invalid-request': {
    kind: 'malformed',
    title: {
      en: 'The request does not fit the contract.',
      zhHant: '請求不符合介面規格。',
      zhHans: '请求不符合接口规范。',
    },
    detail: {
      en: 'Correct the members named in `errors` and send the request again.',
      zhHant: '請按 errors 所列欄位更正後重新提交。',
      zhHans: '请按 errors 所列字段更正后重新提交。',
    },
  },
  'malformed-json': {
    kind: 'malformed',
    title: {
      en: 'The body is not acceptable JSON.',
      zhHant: '請求內容並非可接受的 JSON。',
      zhHans: '请求内容不是可接受的 JSON。',
    },
    detail: {
      en: 'Send one UTF-8 JSON document without duplicate members, NUL, lone surrogates or excessive depth ({reason}).',
      zhHant: '請提交單一 UTF-8 JSON 文件，不得有重複成員、NUL、孤立代理碼位或過深層次（{reason}）。',
      zhHans: '请提交单一 UTF-8 JSON 文档，不得有重复成员、NUL、孤立代理码位或过深层次（{reason}）。',
    },
  },
  'malformed-http': {
    kind: 'malformed',
    title: {
      en: 'The HTTP request is malformed.',
      zhHant: 'HTTP 請求格式有誤。',
      zhHans: 'HTTP 请求格式有误。',
    },
    detail: {
      en: 'Check the address, the headers and the framing of the request.',
      zhHant: '請檢查網址、標頭及請求結構。',
      zhHans: '请检查网址、标头及请求结构。',
    },
  },
  'idempotency-key-missing': {
    kind: 'malformed',
    title: {
      en: 'Idempotency-Key is missing or not valid.',
      zhHant: '缺少 Idempotency-Key 或其格式無效。',
      zhHans: '缺少 Idempotency-Key 或其格式无效。',
    },
    detail: {
      en: 'Send a header Idempotency-Key of 8 to 128 letters, digits, “-”, “_”, “.”, “:”; use the same value when you retry.',
      zhHant: '請提供 Idempotency-Key 標頭（8 至 128 個字母、數字或 - _ . :），重試時使用相同值。',
      zhHans: '请提供 Idempotency-Key 标头（8 至 128 个字母、数字或 - _ . :），重试时使用相同值。',
    },
  },
  unauthenticated: {
    kind: 'unauthenticated',
    title: {
      en: 'A valid access token is required.',
      zhHant: '須提供有效的存取權杖。',
      zhHans: '须提供有效的访问令牌。',
    },
    detail: {
      en: 'Get a token at /oauth/token and send it as `Authorization: Bearer …`.',
      zhHant: '請在 /oauth/token 取得權杖，並以 Authorization: Bearer 提交。',
      zhHans: '请在 /oauth/token 获取令牌，并以 Authorization: Bearer 提交。',
    },
  },
  forbidden: {
    kind: 'forbidden',
    title: {
      en: 'This caller may not do that.',
      zhHant: '呼叫者無權執行此操作。',
      zhHans: '调用者无权执行此操作。',
    },
    detail: {
      en: 'The operation needs one of the roles {roles}, the scope {scope} and an organisation registered for the purpose {purpose}.',
      zhHant: '此操作需要角色 {roles} 之一、範圍 {scope}，且機構已登記用途 {purpose}。',
      zhHans: '此操作需要角色 {roles} 之一、范围 {scope}，且机构已登记用途 {purpose}。',
    },
  },
  'not-found': {
    kind: 'not-found',
    title: {
      en: 'No such thing, or it is not shared with you.',
      zhHant: '沒有該項目，或未與你分享。',
      zhHans: '没有该项目，或未与您共享。',
    },
    detail: {
      en: 'Check the identifier and that your organisation may see it.',
      zhHant: '請檢查識別碼，以及貴機構是否有權查閱。',
      zhHans: '请检查标识符，以及贵机构是否有权查阅。',
    },
  },
  'not-acceptable': {
    kind: 'not-acceptable',
    title: {
      en: 'None of the accepted media types can be given.',
      zhHant: '無法提供所接受的媒體類型。',
      zhHans: '无法提供所接受的媒体类型。',
    },
    detail: {
      en: 'Accept one of: {types}.',
      zhHant: '請接受以下其中一種：{types}。',
      zhHans: '请接受以下其中一种：{types}。',
    },
  },
  'request-timeout': {
    kind: 'timeout',
    title: {
      en: 'The request took too long to arrive.',
      zhHant: '請求傳送時間過長。',
      zhHans: '请求传送时间过长。',
    },
    detail: {
      en: 'Send it again on a better connection.',
      zhHant: '請在較佳的連線下重新提交。',
      zhHans: '请在较佳的连接下重新提交。',
    },
  },
  'in-progress': {
    kind: 'conflict',
    title: {
      en: 'A request with this Idempotency-Key is in progress.',
      zhHant: '相同 Idempotency-Key 的請求正在處理。',
      zhHans: '相同 Idempotency-Key 的请求正在处理。',
    },
    detail: {
      en: 'Wait and send the same request again.',
      zhHant: '請稍後以相同內容重試。',
      zhHans: '请稍后以相同内容重试。',
    },
  },
  'claim-lost': {
    kind: 'conflict',
    title: {
      en: 'Another request with this Idempotency-Key took over.',
      zhHant: '另一個相同 Idempotency-Key 的請求已接手。',
      zhHans: '另一个相同 Idempotency-Key 的请求已接手。',
    },
    detail: {
      en: 'Send the same request again to learn its outcome.',
      zhHant: '請以相同內容重試以取得結果。',
      zhHans: '请以相同内容重试以取得结果。',
    },
  },
  'too-large': {
    kind: 'too-large',
    title: { en: 'The request is too large.', zhHant: '請求過大。', zhHans: '请求过大。' },
    detail: {
      en: 'Keep it within {limit}.',
      zhHant: '請控制在 {limit} 以內。',
      zhHans: '请控制在 {limit} 以内。',
    },
  },
  'unsupported-media-type': {
    kind: 'unsupported-media-type',
    title: {
      en: 'The media type of the body is not supported.',
      zhHant: '不支援請求內容的媒體類型。',
      zhHans: '不支持请求内容的媒体类型。',
    },
    detail: {
      en: 'Send `Content-Type: application/json`.',
      zhHant: '請使用 Content-Type: application/json。',
      zhHans: '请使用 Content-Type: application/json。',
    },
  },
  'idempotency-key-reused': {
    kind: 'unprocessable',
    title: {
      en: 'This Idempotency-Key was used for another request.',
      zhHant: '此 Idempotency-Key 已用於另一請求。',
      zhHans: '此 Idempotency-Key 已用于另一请求。',
    },
    detail: {
      en: 'Use a new key for a new request.',
      zhHant: '新請求請使用新的鍵值。',
      zhHans: '新请求请使用新的键值。',
    },
  },
  'cursor-invalid': {
    kind: 'malformed',
    title: { en: 'The cursor is not valid here.', zhHant: '分頁游標無效。', zhHans: '分页游标无效。' },
    detail: {
      en: 'Start again from the first page.',
      zhHant: '請由第一頁重新開始。',
      zhHans: '请从第一页重新开始。',
    },
  },
  'too-many-requests': {
    kind: 'too-many',
    title: { en: 'Too many requests.', zhHant: '請求過於頻繁。', zhHans: '请求过于频繁。' },
    detail: {
      en: 'Wait for the time given in Retry-After.',
      zhHant: '請按 Retry-After 所示時間等候。',
      zhHans: '请按 Retry-After 所示时间等候。',
    },
  },
  internal: {
    kind: 'internal',
    title: { en: 'Something went wrong on our side.', zhHant: '系統發生錯誤。', zhHans: '系统发生错误。' },
    detail: {
      en: 'Quote the request id when you report it.',
      zhHant: '回報時請提供請求編號。',
      zhHans: '报告时请提供请求编号。',
    },
  },
  unavailable: {
    kind: 'unavailable',
    title: {
      en: 'The service cannot answer at the moment.',
      zhHant: '服務暫時無法回應。',
      zhHans: '服务暂时无法响应。',
    },
    detail: {
      en: 'Nothing was lost; send the request again shortly.',
      zhHant: '資料並無遺失，請稍後重試。',
      zhHans: '数据并无丢失，请稍后重试。',
    },
  },
} as const satisfies FaultTexts;
