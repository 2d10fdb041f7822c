"""Writes the four Word manuscripts of the newsroom day: `python -m workers.demo.material.make_word`.

Titles, summaries, captions and credits come from the `.toml` beside each manuscript. Same text, same bytes.
"""

import io
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import docx
from docx.shared import Cm

FOLDER: Final = Path(__file__).parent
DAY: Final = datetime(2026, 11, 23, tzinfo=UTC)

# Blocks stand apart by an empty line: "## " subhead, "- " list, "> " quote, "| " table row, "[photo n]" a photo.
TEXTS: Final = {
    "02-ky-hop-chuyen-de-hdnd": """
Ngày 23/11/2026, tại Trung tâm Hội nghị tỉnh, HĐND tỉnh khóa XVIII, nhiệm kỳ 2026 - 2031 tổ chức kỳ họp chuyên đề để
xem xét, quyết định một số nội dung cấp thiết phục vụ phát triển kinh tế - xã hội những tháng cuối năm 2026 và chuẩn
bị kế hoạch năm 2027. Đồng chí Chủ tịch HĐND tỉnh chủ tọa kỳ họp.

[photo 1]

Dự kỳ họp có lãnh đạo Tỉnh ủy, UBND tỉnh, Đoàn đại biểu Quốc hội tỉnh, Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, các
sở, ban, ngành và đại diện Thường trực HĐND các xã, phường. Kỳ họp được truyền hình trực tiếp để cử tri và nhân dân
theo dõi.

Phát biểu khai mạc, đồng chí Chủ tịch HĐND tỉnh đề nghị các đại biểu phát huy trách nhiệm, tập trung thảo luận kỹ về
sự cần thiết, đối tượng thụ hưởng và khả năng cân đối nguồn lực của từng chính sách. Các nội dung trình kỳ họp đã
được các Ban của HĐND tỉnh thẩm tra theo quy định; nhiều ý kiến của cử tri được cơ quan soạn thảo tiếp thu.

## Các nghị quyết được thông qua

| Lĩnh vực | Số nghị quyết | Nội dung chính
| Đầu tư công | 3 | Điều chỉnh kế hoạch vốn năm 2026; chủ trương đầu tư hai dự án giao thông
| Nông nghiệp | 2 | Hỗ trợ liên kết sản xuất; hỗ trợ giống cây lâm nghiệp
| Giáo dục | 2 | Hỗ trợ học sinh bán trú; chế độ cho nhân viên nấu ăn tại trường
| Môi trường | 1 | Mức chi cho thu gom, xử lý rác thải ở khu dân cư nông thôn

Tại phiên thảo luận, nhiều đại biểu quan tâm đến tiến độ giải ngân vốn đầu tư công. Các ý kiến cho rằng việc điều
chuyển vốn từ dự án chậm sang dự án có khả năng hoàn thành là cần thiết, song phải làm rõ trách nhiệm của chủ đầu tư
để tình trạng chậm trễ không lặp lại trong năm 2027.

Đối với chính sách hỗ trợ học sinh bán trú, đại biểu các xã vùng cao đề nghị tính đủ chi phí củi, ga, nước sạch và
giao quyền chủ động cho nhà trường. Đại diện UBND tỉnh tiếp thu, làm rõ nguồn kinh phí và cam kết ban hành hướng dẫn
ngay sau khi nghị quyết có hiệu lực.

Với tinh thần làm việc khẩn trương, các đại biểu dự kỳ họp đã biểu quyết thông qua tám nghị quyết với tỷ lệ tán
thành cao.

> Chủ tọa kỳ họp yêu cầu: nghị quyết phải sớm đi vào cuộc sống; Thường trực HĐND, các Ban, các Tổ đại biểu xây dựng
> kế hoạch giám sát ngay từ đầu năm 2027, báo cáo kết quả với cử tri tại kỳ họp thường lệ giữa năm.

Bế mạc kỳ họp, đồng chí Chủ tịch HĐND tỉnh đề nghị UBND tỉnh khẩn trương cụ thể hóa các nghị quyết, phân công rõ cơ
quan chủ trì, thời hạn hoàn thành. Kỳ họp thường lệ cuối năm 2026 dự kiến khai mạc trong tháng 12/2026.
""",
    "03-ubnd-tinh-hop-phien-thang-11": """
Chiều 23/11/2026, UBND tỉnh họp phiên thường kỳ tháng 11 để đánh giá tình hình kinh tế - xã hội 11 tháng, bàn nhiệm
vụ trọng tâm tháng 12 và thảo luận chuyên đề về cải cách hành chính. Đồng chí Chủ tịch UBND tỉnh chủ trì phiên họp.

[photo 1]

Phiên họp kết nối trực tuyến đến các xã, phường. Cùng dự có các đồng chí Phó Chủ tịch UBND tỉnh, Ủy viên UBND tỉnh
và lãnh đạo các cơ quan tham mưu, giúp việc Tỉnh ủy.

## Kinh tế - xã hội giữ đà ổn định

Theo báo cáo tại phiên họp, 11 tháng năm 2026, sản xuất nông nghiệp cơ bản thuận lợi, diện tích cây trồng vụ mùa đạt
kế hoạch; hoạt động du lịch sôi động, nhất là dịp cuối tuần; các dự án giao thông trọng điểm được tập trung tháo gỡ
về mặt bằng. An sinh xã hội được bảo đảm, quốc phòng, an ninh được giữ vững.

Tuy nhiên, một số khó khăn cần tập trung xử lý: giải ngân vốn đầu tư công chưa đồng đều giữa các chủ đầu tư; thời
tiết diễn biến bất thường; hoạt động của một số hợp tác xã còn lúng túng trong khâu tiêu thụ.

## Chuyên đề cải cách hành chính

Phiên họp dành phần lớn thời gian thảo luận các chỉ số liên quan trực tiếp đến người dân, doanh nghiệp. Kết quả tự
đánh giá của các sở, ngành cho thấy mức độ chuyển biến như sau:

| Nội dung | 10 tháng 2026 | Mục tiêu cả năm
| Hồ sơ nộp trực tuyến toàn trình | Khoảng 78% | 85%
| Hồ sơ giải quyết đúng và trước hạn | Khoảng 97% | 98%
| Kết quả giải quyết được số hóa | Khoảng 88% | 95%

Các ý kiến thống nhất một số giải pháp cho thời gian còn lại của năm:

- Rà soát từng thủ tục có tỷ lệ hồ sơ trực tuyến thấp, xác định rõ nguyên nhân do quy trình, phần mềm hay do thói
quen.

- Bố trí đủ thiết bị quét giấy tờ và người hướng dẫn tại các điểm tiếp nhận ở xã vùng cao trước ngày 10/12/2026.

- Công khai hằng tuần danh sách cơ quan để hồ sơ quá hạn; người đứng đầu giải trình tại phiên họp gần nhất.

- Tiếp tục phân cấp, ủy quyền cho cấp xã những việc đủ điều kiện, gắn với tập huấn và kiểm tra.

Kết luận phiên họp, đồng chí Chủ tịch UBND tỉnh yêu cầu các sở, ngành, địa phương coi tháng 12 là tháng cao điểm
hoàn thành chỉ tiêu. Từng Ủy viên UBND tỉnh trực tiếp theo dõi lĩnh vực phụ trách, báo cáo tiến độ vào thứ Sáu hằng
tuần; kết quả khắc phục các chỉ số cải cách hành chính còn thấp là một trong những căn cứ xếp loại người đứng đầu
năm 2026.

Về nhiệm vụ trước mắt, UBND tỉnh giao Sở Nông nghiệp và Môi trường chủ trì phòng, chống rét cho cây trồng, vật nuôi;
Sở Văn hóa, Thể thao và Du lịch hoàn tất công tác chuẩn bị Tuần Văn hóa - Du lịch; Công an tỉnh bảo đảm an ninh,
trật tự các sự kiện cuối năm.
""",
    "04-tiep-cong-dan-dinh-ky": """
Sáng 23/11/2026, tại Trụ sở Tiếp công dân tỉnh, đồng chí Chủ tịch UBND tỉnh chủ trì buổi tiếp công dân định kỳ tháng
11. Cùng dự có đại diện Ủy ban Kiểm tra Tỉnh ủy, Ban Nội chính Tỉnh ủy, Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, Thanh
tra tỉnh và các sở, ngành, địa phương liên quan.

[photo 1]

Tại buổi tiếp, đồng chí Chủ tịch UBND tỉnh nghe chín lượt công dân trình bày bảy vụ việc. Nội dung tập trung vào bồi
thường, hỗ trợ khi Nhà nước thu hồi đất; tranh chấp ranh giới đất giữa các hộ; đề nghị sửa chữa công trình thủy lợi
và chế độ đối với người có công.

Từng vụ việc được cơ quan chuyên môn báo cáo quá trình giải quyết, căn cứ pháp lý và hướng xử lý ngay tại buổi tiếp.
Công dân được trao đổi lại, bổ sung tài liệu và được thông báo cụ thể thời hạn trả lời.

## Kết quả xử lý

- Hai vụ việc được giải thích, công dân nhất trí và không tiếp tục kiến nghị.

- Ba vụ việc giao Sở Nông nghiệp và Môi trường chủ trì, cùng UBND xã kiểm tra thực địa, trả lời công dân trước ngày
10/12/2026.

- Một vụ việc về công trình thủy lợi giao Sở Xây dựng khảo sát, đề xuất phương án sửa chữa trước vụ xuân năm 2027.

- Một vụ việc đã có bản án có hiệu lực, công dân được hướng dẫn thực hiện theo quy định của pháp luật.

Sau khi nghe các ý kiến, đồng chí Chủ tịch UBND tỉnh yêu cầu các cơ quan không để công dân phải đi lại nhiều lần vì
cùng một nội dung. Những việc thuộc thẩm quyền phải trả lời dứt điểm; việc phức tạp cần đối thoại trực tiếp, có sự
tham gia của Mặt trận Tổ quốc và các tổ chức chính trị - xã hội ở cơ sở.

> Mỗi vụ việc phải có một cơ quan chịu trách nhiệm chính, một thời hạn rõ ràng và một văn bản trả lời để công dân
> theo dõi.

Thanh tra tỉnh được giao theo dõi, đôn đốc việc thực hiện kết luận; tổng hợp những vụ việc chậm trả lời để báo cáo
tại buổi tiếp công dân định kỳ tháng 12. UBND các xã, phường tăng cường tiếp công dân tại cơ sở, nắm tình hình và
giải quyết kịp thời ngay từ khi mới phát sinh, hạn chế đơn thư vượt cấp.

Theo thống kê sơ bộ của Ban Tiếp công dân tỉnh, số lượt công dân đến kiến nghị trong tháng 11 giảm nhẹ so với tháng
trước; phần lớn nội dung liên quan đến đất đai. Lịch tiếp công dân của lãnh đạo tỉnh được công khai trên Cổng Thông
tin điện tử tỉnh.
""",
    "11-ruong-bac-thang-vuon-cay": """
Cuối tháng 11, sương còn giăng trên sườn núi khi bà con một xóm vùng cao đã gọi nhau lên nương. Những thửa ruộng bậc
thang gặt dở vàng óng, bên kia đồi là vườn quả đang vào vụ. Ít ai nghĩ chỉ vài năm trước, nơi đây chỉ có nương ngô
bạc màu, mỗi năm trông vào một vụ mưa.

[photo 1]

## Bắt đầu từ con nước

Cái khó nhất của đất dốc là giữ nước. Mùa mưa, nước cuốn trôi lớp đất màu; mùa khô, khe suối cạn, cây trồng héo rũ.
Được cán bộ khuyến nông hướng dẫn, các hộ dân cùng nhau đắp lại bờ ruộng theo đường đồng mức, xây bể chứa nước mưa,
dẫn nước bằng ống nhựa từ mó nước đầu nguồn về từng chân ruộng.

Công việc nặng nhọc được chia theo hình thức đổi công truyền thống. Hôm nhà này đắp bờ, hôm nhà kia đào bể. Sau hai
mùa khô, xóm có thêm hơn mười bể nước, khoảng 20 ha đất một vụ chuyển thành ruộng hai vụ. Phía trên cao, bà con giữ
lại rừng, quy ước không chặt cây quanh mó nước.

## Cây quả thay nương ngô

[photo 2]

Ở những sườn đồi không làm được ruộng, các hộ mạnh dạn thay ngô bằng cây ăn quả. Ban đầu chỉ vài nhà làm thử, trồng
xen lạc và đậu tương để lấy ngắn nuôi dài. Đến năm thứ ba, khi vườn cây cho lứa quả đầu tiên, cả xóm cùng làm theo.

Một hộ dân trong xóm cho biết, trước kia gia đình trồng ngô, thu nhập mỗi năm chỉ đủ mua phân bón và gạo ăn lúc giáp
hạt. Nay với gần 300 gốc cây, sau khi trừ chi phí, gia đình có thêm vài chục triệu đồng mỗi vụ, đủ cho con theo học
và sửa lại căn nhà sàn.

> Làm vườn trên đất dốc không thể vội. Giữ được đất, được nước thì cây mới đứng vững; liên kết được với nhau thì quả
> mới bán được giá.

## Liên kết để đi xa hơn

Được mùa nhưng bán ở đâu là câu hỏi lớn. Năm 2025, các hộ góp vốn thành lập hợp tác xã, thống nhất quy trình chăm
sóc, ghi nhật ký vườn cây và dán mã truy xuất nguồn gốc. Hợp tác xã ký hợp đồng với cơ sở thu mua, đồng thời bán
hàng qua sàn thương mại điện tử, nhờ đó tránh được cảnh dồn hàng vào cuối vụ.

Những kinh nghiệm được bà con đúc rút khá giản dị:

- Chọn giống phù hợp với độ cao và nguồn nước, không chạy theo phong trào.

- Trồng xen cây họ đậu, phủ gốc bằng cỏ khô để giữ ẩm và chống xói mòn.

- Thu hái đúng độ chín, phân loại tại vườn, không trộn lẫn quả kém chất lượng.

Chặng đường phía trước vẫn còn gian nan: đường lên vườn nhỏ hẹp, thiếu kho lạnh, sâu bệnh phức tạp hơn khi diện tích
mở rộng. Chính quyền xã đang đề xuất lồng ghép nguồn vốn các chương trình mục tiêu quốc gia để mở rộng đường nội
đồng và tập huấn kỹ thuật theo tổ, nhóm.

Chiều xuống, những gùi quả cuối cùng được chuyển ra đầu dốc. Trên thửa ruộng vừa gặt, lũ trẻ đuổi nhau giữa những ụ
rơm. Mùa vàng trên đất dốc không đến từ may mắn, mà từ sự bền bỉ của những con người biết nương vào đất, vào rừng và
vào nhau.
""",
}


def write(name: str) -> None:
    """One manuscript: title, bold standfirst, body, pictures with italic captions."""
    facts = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    paper = docx.Document()
    paper.core_properties.title, paper.core_properties.author = facts["title"], facts["byline"]
    paper.core_properties.created = paper.core_properties.modified = DAY
    paper.core_properties.comments = ""
    paper.add_paragraph(facts["title"], style="Title")
    paper.add_paragraph().add_run(facts["summary"]).bold = True
    for block in TEXTS[name].strip().split("\n\n"):
        _add(paper, block.splitlines(), facts["photos"])
    _save(paper, FOLDER / f"{name}.docx")


def _add(paper: Any, lines: list[str], photos: list[dict[str, str]]) -> None:
    mark, _, rest = lines[0].partition(" ")
    match mark:
        case "##":
            paper.add_heading(rest, level=2)
        case "-":
            paper.add_paragraph(" ".join([rest, *lines[1:]]), style="List Bullet")
        case ">":
            paper.add_paragraph(" ".join(line.removeprefix("> ") for line in lines), style="Quote")
        case "|":
            _add_table(paper, [[cell.strip() for cell in line.removeprefix("| ").split("|")] for line in lines])
        case "[photo":
            photo = photos[int(rest.rstrip("]")) - 1]
            paper.add_paragraph().add_run().add_picture(str(FOLDER / photo["file"]), width=Cm(15))
            paper.add_paragraph().add_run(f"{photo['caption']} {photo['credit']}").italic = True
        case _:
            paper.add_paragraph(" ".join(lines))


def _add_table(paper: Any, rows: list[list[str]]) -> None:
    table = paper.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for place, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = place == 0
    paper.add_paragraph()


def _save(paper: Any, path: Path) -> None:
    draft = io.BytesIO()
    paper.save(draft)
    with zipfile.ZipFile(draft) as loose, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in loose.namelist():
            fixed.writestr(zipfile.ZipInfo(part, DAY.timetuple()[:6]), loose.read(part), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    for manuscript in TEXTS:
        write(manuscript)
