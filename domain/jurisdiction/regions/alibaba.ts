import type { RegionTable } from "./table.ts";

/** Shares codes with AWS that mean other places: eu-west-1 is London, ap-southeast-3 Kuala Lumpur. */
export const ALIBABA: RegionTable = {
  provider: "alibaba",
  source: "https://www.alibabacloud.com/help/en/ecs/regions-and-zones; sparecores-crawler 0.10.2",
  asOf: "2026-11-24",
  // prettier-ignore
  regions: {
    "eu-central-1": "DE", "eu-west-1": "GB", "eu-west-2": "FR", "us-east-1": "US", "us-west-1": "US",
    "na-south-1": "MX", "sa-east-1": "BR", "me-east-1": "AE", "me-central-1": "SA",
    "ap-northeast-1": "JP", "ap-northeast-2": "KR", "ap-southeast-1": "SG", "ap-southeast-3": "MY",
    "ap-southeast-5": "ID", "ap-southeast-6": "PH", "ap-southeast-7": "TH", "ap-southeast-8": "MY",
    "cn-qingdao": "CN", "cn-beijing": "CN", "cn-zhangjiakou": "CN", "cn-huhehaote": "CN",
    "cn-wulanchabu": "CN", "cn-hangzhou": "CN", "cn-shanghai": "CN", "cn-nanjing": "CN",
    "cn-shenzhen": "CN", "cn-heyuan": "CN", "cn-guangzhou": "CN", "cn-fuzhou": "CN", "cn-wuhan-lr": "CN",
    "cn-chengdu": "CN", "cn-zhongwei": "CN", "cn-hangzhou-acdr-ut-3": "CN", "cn-hangzhou-finance": "CN",
    "cn-shanghai-finance-1": "CN", "cn-shenzhen-finance-1": "CN", "cn-beijing-finance-1": "CN",
    "cn-north-2-gov-1": "CN", "cn-hongkong": "HK",
  },
  // eu-central-1a, cn-hangzhou-h.
  zoneForm: /^([a-z]{2}-[a-z]+-\d(?=[a-z]$)|cn-[a-z]+(?=-[a-z]$))-?[a-z]$/,
};
