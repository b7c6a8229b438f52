"""Names of China's regions, provinces and great cities, as they stand in names of branches."""

from __future__ import annotations

import re

_NAMES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 港澳 港澳台
石家庄 太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 温州 合肥 福州 厦门 南昌 济南 青岛
郑州 武汉 长沙 广州 深圳 珠海 海口 成都 贵阳 昆明 西安 兰州 西宁 呼和浩特 南宁 拉萨 银川
乌鲁木齐 雄安 华北 东北 华东 华中 华南 西南 西北 中南 东南 中部 西部 东部 长三角 珠三角 京津冀 川渝
粤港澳 大湾区 长江三角洲 珠江三角洲 环渤海 江浙沪
"""
_WORDS = "特别行政区 自治区 维吾尔 壮族 回族 地区 区域 片区 省 市 区 、 和 与"
_PLACES = re.compile("|".join(sorted(_NAMES.split(), key=len, reverse=True)))
_OTHERS = re.compile("|".join(_WORDS.split()))


def is_only_places(text: str) -> bool:
    """Whether a text names places and nothing else, such as 四川省 or 华东地区."""
    rest, found = _PLACES.subn("", text)
    return found > 0 and not _OTHERS.sub("", rest).strip()
